/*
 * Words that say what somebody does and not for whom. Words as organization-key.ts makes them.
 */

const ROLES: ReadonlySet<string> = new Set(
  [
    "developer,dev,engineer,programmer,coder,hacker,contributor,contractor,consultant,researcher,scientist",
    "architect,designer,writer,analyst,admin,administrator,sysadmin,operator,maintainer,manager,lead,leader",
    "director,cto,ceo,cio,vp,founder,cofounder,owner,intern,trainee,fellow,professional,specialist,expert",
    "freelancer,student,professor,teacher,lecturer,sre,swe,sde,person,man,woman,human,guy,worker,employee",
    "advocate,evangelist,advisor,author,artist,entrepreneur,volunteer,enthusiast,hobbyist,tester,member",
    "entwickler,entwicklerin,berater,beraterin,ingenieur,ingenieurin,developpeur,developpeuse,consultora",
    "desarrollador,desarrolladora,desenvolvedor,desenvolvedora,sviluppatore,ontwikkelaar,разработчик",
  ].flatMap((line) => line.split(",")),
);

/** What stands beside a role: which kind, which rank. Says nothing alone. */
const QUALIFIERS: ReadonlySet<string> = new Set(
  [
    "software,web,mobile,ios,android,game,games,frontend,backend,fullstack,full,stack,front,back,end,devops",
    "cloud,data,security,network,systems,system,platform,machine,learning,ml,ai,senior,junior,staff,sr,jr",
    "principal,chief,head,lead,associate,technical,tech,it,open,source,oss,foss,linux,kubernetes,java,python",
    "rust,go,golang,php,ruby,javascript,embedded,infrastructure,site,reliability,computer,product,project",
    "program,phd,ph,d,doctoral,msc,bsc,graduate,undergraduate,full,part,time,and,of,a,an,i,am,im,works,working,employed,co",
  ].flatMap((line) => line.split(",")),
);

export function isRole(word: string): boolean {
  return ROLES.has(word);
}

/** A role or a word that goes with one. */
export function isRoleOrQualifier(word: string): boolean {
  return ROLES.has(word) || QUALIFIERS.has(word);
}
