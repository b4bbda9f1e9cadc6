// The independent verifier: Go's x/mod/sumdb/tlog for hashes and proofs, and note for signatures. It shares
// no code with what it verifies. Go's own tree header and tile paths are not C2SP's, so that those are parsed
// here.
//
//	peer verify FOLDER VKEY [OLDER-CHECKPOINT]   entries.jsonl and checkpoint, and tile/ where it is
//	peer prove FOLDER                            "i SIZE INDEX" or "c SIZE FROM" a line: the proof's hashes
//	peer check                                   "i SIZE ROOT INDEX LEAF HASH..." or "c SIZE ROOT FROM ROOT HASH..."
package main

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// hashes is every stored hash of a tree, in tlog's order.
type hashes []tlog.Hash

func (h *hashes) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	out := make([]tlog.Hash, len(indexes))
	for i, at := range indexes {
		if at >= int64(len(*h)) {
			return nil, errors.New("no such hash")
		}
		out[i] = (*h)[at]
	}
	return out, nil
}

func (h *hashes) add(n int64, line []byte) {
	more, err := tlog.StoredHashes(n, line, h)
	must(err)
	*h = append(*h, more...)
}

// parseCheckpoint reads the text of a C2SP checkpoint.
func parseCheckpoint(text string) (origin string, tree tlog.Tree, err error) {
	lines := strings.Split(text, "\n")
	if len(lines) < 4 || lines[0] == "" || lines[len(lines)-1] != "" {
		return "", tree, errors.New("not a checkpoint")
	}
	tree.N, err = strconv.ParseInt(lines[1], 10, 64)
	if err != nil || tree.N < 0 || strconv.FormatInt(tree.N, 10) != lines[1] {
		return "", tree, errors.New("not a tree size")
	}
	tree.Hash, err = tlog.ParseHash(lines[2])
	return lines[0], tree, err
}

func open(path, vkey string) (tlog.Tree, string) {
	message, err := os.ReadFile(path)
	must(err)
	verifier, err := note.NewVerifier(vkey)
	must(err)
	opened, err := note.Open(message, note.VerifierList(verifier))
	if err != nil {
		return tlog.Tree{}, "signature"
	}
	origin, tree, err := parseCheckpoint(opened.Text)
	if err != nil {
		return tree, "checkpoint"
	}
	if origin != verifier.Name() {
		return tree, "origin"
	}
	return tree, "ok"
}

// readLines gives every line of a file that ends in a line feed.
func readLines(path string) [][]byte {
	content, err := os.ReadFile(path)
	must(err)
	lines := bytes.Split(content, []byte("\n"))
	return lines[:len(lines)-1]
}

func verify(folder, vkey, older string) string {
	tree, verdict := open(filepath.Join(folder, "checkpoint"), vkey)
	if verdict != "ok" {
		return verdict
	}
	lines := readLines(filepath.Join(folder, "entries.jsonl"))
	var stored hashes
	for i, line := range lines {
		if int64(i) == tree.N {
			break
		}
		var entry struct{ Index *int64 }
		if json.Unmarshal(line, &entry) != nil || entry.Index == nil || *entry.Index != int64(i) {
			return "index"
		}
		stored.add(int64(i), line)
	}
	if int64(len(lines)) < tree.N {
		return "truncated"
	}
	if root, err := rootOf(tree.N, &stored); err != nil || root != tree.Hash {
		return "root"
	}
	if older != "" {
		before, verdict := open(older, vkey)
		if verdict != "ok" {
			return verdict
		}
		if before.N > tree.N {
			return "rollback"
		}
		if before.N > 0 {
			proof, err := tlog.ProveTree(tree.N, before.N, &stored)
			must(err)
			if tlog.CheckTree(proof, tree.N, tree.Hash, before.N, before.Hash) != nil {
				return "older"
			}
		}
	}
	if int64(len(lines)) > tree.N {
		return "unsigned"
	}
	if _, err := os.Stat(filepath.Join(folder, "tile")); err == nil && !tilesMatch(folder, tree.N, &stored, lines) {
		return "tile"
	}
	return "ok"
}

// rootOf is tlog.TreeHash; Go 1.19's has no hash for the empty tree that RFC 6962 would know.
func rootOf(n int64, stored *hashes) (tlog.Hash, error) {
	if n == 0 {
		return tlog.ParseHash("47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=")
	}
	return tlog.TreeHash(n, stored)
}

// tilesMatch compares every tile and entry bundle of a tree with what its entries make it.
func tilesMatch(folder string, size int64, stored *hashes, lines [][]byte) bool {
	tiles := tlog.NewTiles(8, 0, size)
	for i, tile := range tiles {
		// This NewTiles lists a partial tile in every width up to its own, which is the last.
		if i+1 < len(tiles) && tiles[i+1].L == tile.L && tiles[i+1].N == tile.N {
			continue
		}
		content, err := tlog.ReadTileData(tile, stored)
		must(err)
		// tile/8/L/N is C2SP's tile/L/N.
		path := strings.Replace(tile.Path(), "tile/8/", "tile/", 1)
		if !sameFile(filepath.Join(folder, path), content) {
			return false
		}
		if tile.L != 0 {
			continue
		}
		var bundle bytes.Buffer
		for _, line := range lines[tile.N*256 : tile.N*256+int64(tile.W)] {
			must(binary.Write(&bundle, binary.BigEndian, uint16(len(line))))
			bundle.Write(line)
		}
		if !sameFile(filepath.Join(folder, strings.Replace(path, "tile/0/", "tile/entries/", 1)), bundle.Bytes()) {
			return false
		}
	}
	return true
}

func sameFile(path string, content []byte) bool {
	published, err := os.ReadFile(path)
	return err == nil && bytes.Equal(published, content)
}

func prove(folder string) {
	var stored hashes
	for i, line := range readLines(filepath.Join(folder, "entries.jsonl")) {
		stored.add(int64(i), line)
	}
	answer(func(words []string) string {
		size, at := number(words[1]), number(words[2])
		var proof []tlog.Hash
		var err error
		if words[0] == "i" {
			proof, err = tlog.ProveRecord(size, at, &stored)
		} else {
			proof, err = tlog.ProveTree(size, at, &stored)
		}
		must(err)
		root, err := rootOf(size, &stored)
		must(err)
		return strings.TrimSpace(root.String() + " " + join(proof))
	})
}

func check() {
	answer(func(words []string) string {
		size, root, at, hash := number(words[1]), parse(words[2]), number(words[3]), parse(words[4])
		var proof []tlog.Hash
		for _, word := range words[5:] {
			proof = append(proof, parse(word))
		}
		var err error
		if words[0] == "i" {
			err = tlog.CheckRecord(proof, size, root, at, hash)
		} else {
			err = tlog.CheckTree(proof, size, root, at, hash)
		}
		if err != nil {
			return "bad"
		}
		return "ok"
	})
}

// answer gives one line for each line of standard input.
func answer(to func(words []string) string) {
	in := bufio.NewScanner(os.Stdin)
	out := bufio.NewWriter(os.Stdout)
	for in.Scan() {
		fmt.Fprintln(out, to(strings.Split(in.Text(), " ")))
	}
	must(in.Err())
	must(out.Flush())
}

func join(all []tlog.Hash) string {
	words := make([]string, len(all))
	for i, hash := range all {
		words[i] = hash.String()
	}
	return strings.Join(words, " ")
}

func number(text string) int64 {
	n, err := strconv.ParseInt(text, 10, 64)
	must(err)
	return n
}

func parse(text string) tlog.Hash {
	hash, err := tlog.ParseHash(text)
	must(err)
	return hash
}

func must(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(2)
	}
}

func main() {
	args := append(os.Args[1:], "", "", "", "")
	switch args[0] {
	case "verify":
		fmt.Println(verify(args[1], args[2], args[3]))
	case "prove":
		prove(args[1])
	case "check":
		check()
	default:
		must(errors.New("usage: peer verify|prove|check"))
	}
}
