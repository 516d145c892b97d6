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
  fn loaded?(module_name) { List.member?(Code.loaded(), module_name) }
}
