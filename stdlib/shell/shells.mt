## Internal: the shells of this machine, and how to end what one of them evaluates.
module Shell.Shells {
  ## Internal: the module of the functions that were defined at this shell's prompt; nil outside a shell.
  fn functions_module() {
    match Shell.Context.device() {
      nil    -> nil
      device -> String.to_atom("Shell.Session\(device)")
    }
  }

  ## Internal: the module of the function that a bare name means at the prompt, or nil.
  ##
  ## >> (Shell.Shells.module_of(:spawn, 1), Shell.Shells.module_of(:h, nil), Shell.Shells.module_of(:no_such_name, nil))
  ## (Kernel, Shell.Helpers, nil)
  fn module_of(name, arity) {
    List.find([functions_module(), Shell.Helpers, Kernel]) { module_name in
      let arities = if module_name == nil { [] } else { Shell.Exports.arities(module_name, name) }
      if arity == nil { arities != [] } else { List.member?(arities, arity) }
    }
  }

  ## Internal: the keepers of all shells but this one.
  fn others() {
    let mine = Shell.Context.keeper()
    for %{pid: pid, current_function: (Shell.Keeper, _, _)} in Process.glances() when pid != mine { pid }
  }

  ## Internal: the keeper of the shell that a process is a part of, itself or what evaluates; nil when
  ## there is none.
  fn keeper_of(pid) {
    let all = for %{pid: keeper, current_function: (Shell.Keeper, _, _)} in Process.glances() { keeper }
    if List.member?(all, pid) { pid } else {
      match (Shell.Asking.within(500) { Process.info(pid, :monitored_by) }) {
        (:ok, watchers) when is_list(watchers) -> List.find(all) { keeper in List.member?(watchers, keeper) }
        _                                      -> nil
      }
    }
  }

  ## Internal: ends what a shell evaluates; says whether it has heard of that.
  fn interrupt(keeper) {
    let ref = monitor(keeper, alias: :reply_demonitor)
    keeper ! (:break, ref, ref)
    receive {
      (^ref, :ok)            -> true
      (:DOWN, ^ref, _, _, _) -> false
      after 2_000 -> {
        demonitor(ref, flush: true)
        false
      }
    }
  }
}
