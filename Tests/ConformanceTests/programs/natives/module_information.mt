## What this file is for.
module Documented {
  ## Adds `b`.
  fn add(a, b) { a + b }

  ## Is documented once.
  fn clause(0) { :zero }
  fn clause(n) { n }

  fn bare() { :ok }

  private fn hidden() { :ok }
  fn uses() { hidden() }
}

module Undocumented {
  fn one() { 1 }
}

let docs = Code.docs(Documented)
print(docs.doc) # expect: What this file is for.
print(String.ends_with?(docs.file, "module_information.mt")) # expect: true
for function in docs.functions { print(function) }
# expect: %{arity: 2, doc: "Adds `b`.", name: :add, parameters: ["a", "b"]}
# expect: %{arity: 0, doc: nil, name: :bare, parameters: []}
# expect: %{arity: 1, doc: "Is documented once.", name: :clause, parameters: ["0"]}
# expect: %{arity: 0, doc: nil, name: :uses, parameters: []}
print(Code.docs(Undocumented).doc) # expect: nil

# Natives belong to their modules, and Kernel has nothing else.
let kernel = Code.docs(Kernel)
print((kernel.doc, kernel.file)) # expect: (nil, nil)
print(List.find(kernel.functions) { f in f.name == :elem }.parameters) # expect: ["tuple", "index"]
print(List.member?(Code.exports(List), (:reverse, 1)), List.member?(Code.exports(List), (:map, 2)))
# expect: true true
print(Code.exports(Undocumented)) # expect: [(:one, 0)]
print(Code.exports(NoSuchModule)) # expect: (:error, :enoent)
print(try { Code.docs("List") } catch { (_, reason) -> reason }) # expect: :badarg

# All that can be had: also what is not loaded, and nothing twice.
let modules = Code.modules()
print(for name in [Documented, Kernel, IO, StateMachine, Logger.Format] { List.member?(modules, name) })
# expect: [true, true, true, true, true]
print(modules == List.sort(List.uniq(modules)), List.member?(modules, NoSuchModule))
# expect: true false

# Bytecode as text, that of private functions and of closures too.
fn first_line(result) {
  match result {
    (:ok, text) -> List.first(String.split(text, "\n"))
    other       -> other
  }
}

let k = 1
print(first_line(Code.disassemble(Documented, :add, 2))) # expect: fn add/2
print(first_line(Code.disassemble(&Documented.add/2))) # expect: fn add/2
print(first_line(Code.disassemble(Documented, :hidden, 0))) # expect: private fn hidden/0
print(String.contains?(first_line(Code.disassemble(fn(x) { x + k })), "captures 1")) # expect: true
print(Code.disassemble(&List.reverse/1)) # expect: (:error, :native)
print(Code.disassemble(Documented, :add, 3)) # expect: (:error, :undef)
print(Code.disassemble(NoSuchModule, :add, 3)) # expect: (:error, :undef)
print(try { Code.disassemble(:add) } catch { (_, reason) -> reason }) # expect: :badarg
