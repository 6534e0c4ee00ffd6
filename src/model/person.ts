/** Somebody in Teams. Identity is the Entra object id; the name is only for display and is never trusted. */
export interface Person {
  readonly id: string
  readonly name: string
}
