## Internal: the levels that are on, as code: `Logger` asks here before everything else.
##
## Setting a level loads a newer version of this module (`Logger.Keeper` writes it), so that a log call that
## is off costs a call and a comparison, without a message, a lock or a look-up.
module Logger.Level {
  ## Internal: the number of the lowest level that is on for anybody.
  fn threshold() { 2 }

  ## Internal: the number of the lowest level that is on for a module, or for nil.
  fn threshold(_module_name) { 2 }

  ## Internal: the level of the whole program.
  fn general() { :info }

  ## Internal: the modules that have levels of their own.
  fn modules() { %{} }
}
