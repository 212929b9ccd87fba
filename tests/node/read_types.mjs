// Prints what `Database` of a TypeScript file means, as JSON: node read_types.mjs FILE. The compiler resolves aliases,
// so that two files which say the same in different words print the same.
import { createRequire } from "node:module"

const ts = createRequire(`${process.cwd()}/`)("typescript")
const program = ts.createProgram([process.argv[2]], { strict: true, noEmit: true, skipLibCheck: true, lib: ["lib.es2022.d.ts"] })
const mistakes = ts.getPreEmitDiagnostics(program).map((one) => ts.flattenDiagnosticMessageText(one.messageText, " "))
if (mistakes.length > 0) throw new Error(mistakes.join("; "))
const checker = program.getTypeChecker()
const { Undefined, Union, Intersection, StringLiteral, Object: AnObject } = ts.TypeFlags

const alias = program.getSourceFile(process.argv[2]).statements.find((one) => one.name?.text === "Database")
console.log(JSON.stringify(meaning(checker.getTypeAtLocation(alias.name), [])))

// Objects are {name: meaning}, with a question mark after a name that may be left out; unions are sorted lists.
function meaning(type, around) {
  if (around.includes(type)) return "…" // Json holds Json
  const inside = [...around, type]
  if (type.flags & Union) return either(type.types, inside)
  if (type.flags & StringLiteral) return JSON.stringify(type.value)
  if (!(type.flags & (AnObject | Intersection))) return checker.typeToString(type)
  if (checker.isTupleType(type)) return { tuple: checker.getTypeArguments(type).map((one) => meaning(one, inside)) }
  if (checker.isArrayType(type)) return { array: meaning(checker.getTypeArguments(type)[0], inside) }
  return members(type, inside)
}

function either(types, inside) {
  const parts = types.filter((one) => !(one.flags & Undefined)).map((one) => meaning(one, inside))
  if (parts.length === 0) return "undefined"
  return parts.length === 1 ? parts[0] : { either: parts.sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1)) }
}

function members(type, inside) {
  const found = checker.getPropertiesOfType(type).map((property) => {
    const mark = property.flags & ts.SymbolFlags.Optional ? "?" : ""
    return [`${property.name}${mark}`, meaning(checker.getTypeOfSymbol(property), inside)]
  })
  const indexed = checker.getIndexInfosOfType(type).map((index) => `[${checker.typeToString(index.keyType)}]`)
  return Object.fromEntries([...found, ...indexed.map((key) => [key, "any of these"])].sort())
}
