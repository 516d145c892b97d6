## Internal: what modules have.
module Shell.Exports {
  ## Internal: the lines of a module's functions in columns, or those of one name.
  fn lines(module_name, name, view) {
    match Code.docs(module_name) {
      (:error, _) -> {
        let text = String.from_atom(module_name)
        let names = List.map(Code.modules(), &String.from_atom/1)
        let question = Shell.Near.question(Shell.Near.closest(text, names))
        Shell.Markdown.wrap("There is no module \(text).\(question)", view.width, view)
      }
      docs -> {
        let shown = for %{name: found, arity: arity} in docs.functions when name == nil or found == name {
          "\(String.from_atom(found))/\(arity)"
        }
        if shown == [] {
          let what = if name == nil { "functions" } else { "function " <> String.from_atom(name) }
          [Shell.View.cut("\(String.from_atom(module_name)) has no \(what).", view.width)]
        } else { Shell.Table.columns(shown, view) }
      }
    }
  }

  ## Internal: the lines of a function's bytecode.
  fn bytecode(f) when is_function(f) { disassembled(Code.disassemble(f), inspect(f)) }
  fn bytecode((module_name, name, arity)) {
    let shown = Shell.Processes.function((module_name, name, arity))
    disassembled(Code.disassemble(module_name, name, arity), shown)
  }

  private fn disassembled((:ok, text), _) { String.lines(text) }
  private fn disassembled((:error, :native), name) { ["\(name) is written in Swift and has no bytecode."] }
  private fn disassembled((:error, _), name) { ["There is no \(name)."] }

  ## Internal: the numbers of parameters with which a module's function can be called.
  fn arities(module_name, name) {
    match Code.exports(module_name) {
      (:error, _) -> []
      exports     -> for (^name, arity) in exports { arity }
    }
  }
}
