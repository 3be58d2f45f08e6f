/** Skills by name, each with a level from 1 up: what somebody knows, or what a ticket asks for at least. */
export type Skills = Readonly<Record<string, number>>;

/** Whether somebody with these skills meets what is needed, level by level. */
export function meets(skills: Skills, needs: Skills): boolean {
  return lacking(skills, needs).length === 0;
}

/** What is needed and not there, or not at that level, in words such as `network 2`. */
export function lacking(skills: Skills, needs: Skills): readonly string[] {
  return Object.entries(needs).flatMap(([skill, level]) =>
    (Object.hasOwn(skills, skill) ? (skills[skill] ?? 0) : 0) >= level ? [] : [`${skill} ${level}`],
  );
}
