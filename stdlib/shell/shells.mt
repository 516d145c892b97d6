## Internal: the shells of this machine, and how to end what one of them evaluates.
module Shell.Shells {
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
