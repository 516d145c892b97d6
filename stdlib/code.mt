## Code: the modules that are loaded, and loading more.
##
## A module is loaded when one of its functions is called for the first time. These functions load it
## before, and ask what is there.
##
## >> Code.ensure_loaded!(Queue)
## Queue
module Code {
  ## Loads a module when it is not loaded yet and gives its name; raises `(:no_module, module)` when there
  ## is none.
  ##
  ## >> try { Code.ensure_loaded!(NoSuchModuleHere) } catch { (:error, reason) -> reason }
  ## (:no_module, NoSuchModuleHere)
  fn ensure_loaded!(module_name) {
    match Code.ensure_loaded(module_name) {
      (:ok, loaded) -> loaded
      (:error, _)   -> raise((:no_module, module_name))
    }
  }

  ## Whether a module is loaded.
  ##
  ## >> Code.loaded?(NoSuchModuleHere)
  ## false
  ##
  ## Needs the capability `introspection`.
  fn loaded?(module_name) { List.member?(Code.loaded(), module_name) }

  ## Compiles a text and loads its modules; the names of the modules, or `(:error, messages)`.
  ##
  ## >> Code.load_string("module Doubled { fn of(x) { x * 2 } }")
  ## (:ok, [Doubled])
  ##
  ## Needs the capability `code_loading`.
  fn load_string(text) { Code.load_text(text, "text.mt") }

  ## Compiles a file and loads its modules, as newest versions where they are loaded already; expressions
  ## at file level are not run.
  ##
  ## >> Code.load_file("no such file.mt")
  ## (:error, :enoent)
  ##
  ## Needs the capability `code_loading` and, for the file, `files`.
  fn load_file(path) {
    let (:ok, text) = File.read(path) else { error -> error }
    Code.load_text(text, path)
  }

  ## Runs a text in this process and gives the value of its last expression: `(:ok, value)`, or
  ## `(:error, messages)` when it does not compile. What the text raises, is raised here. The code is kept
  ## as long as the machine, so this is nothing to do a million times.
  ##
  ## >> Code.eval("let x = 20; x * 2 + 2")
  ## (:ok, 42)
  ##
  ## Needs the capability `code_loading`.
  fn eval(text) {
    let (:ok, modules) = Code.load_text(text, "eval \(make_ref()).mt") else { error -> error }
    if modules == [] { (:ok, nil) } else { (:ok, apply(List.last(modules), :"<main>", [])) }
  }
}
