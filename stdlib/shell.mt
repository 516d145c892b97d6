## Internal: the interactive shell.
##
## A shell is four processes on a device, which is a terminal, a pipe or a socket:
##
## - the guard (this module) has the variables and earlier values, and starts the keeper again when that ends;
## - the keeper (`Shell.Keeper`) prompts, reads, and tells the evaluator what to do;
## - the evaluator (`Shell.Evaluator`) runs the statements, so that whatever they do happens to it alone;
## - the listener (`Shell.Events`) hears of Ctrl-C and of the Tab key.
##
## Each of the last three may be killed at any time and nothing is lost. The guard does nothing that could
## take long or go wrong. In the command's own shell it is the main process.
module Shell {
  ## Internal: the shell of the command's own terminal; the program ends with it.
  fn main() {
    let device = Terminal.console()
    let scripts = for [name, text] in Terminal.scripts() { (name, text) }
    System.exit(run(device, scripts))
  }

  ## Internal: a shell on a device, until its user leaves; gives the status for the user's command.
  fn run(device, scripts) {
    Terminal.use(device)
    greet(Terminal.traits(device))
    let status = guard(%{device: device, scripts: scripts, number: 1, bindings: %{}, values: %{},
      failed: false, evaluator: nil})
    Terminal.close(device, status)
    status
  }

  private fn greet(%{interactive: true, color: color}) {
    let name = if color { "\e[1mMartlet\e[0m" } else { "Martlet" }
    print("\(name) \(System.version()): h() for help, Ctrl-D to leave")
  }
  private fn greet(_) { :ok }

  # MARK: The guard

  private fn guard(state) {
    let (guard, device, number, scripts) = (self(), state.device, state.number, state.scripts)
    let (_, ref) = spawn_monitor { Shell.Keeper.start(device, guard, number, scripts) }
    watch(%{state | scripts: []}, ref)
  }

  private fn watch(state, ref) {
    receive {
      (:kept, bound, values, failed) -> {
        let values = Map.delete(Map.merge(state.values, values), state.number - kept_values())
        watch(%{state | bindings: Map.merge(state.bindings, bound), values: values,
          failed: state.failed or failed}, ref)
      }
      (:number, number)          -> watch(%{state | number: number}, ref)
      (:evaluator, keeper, tag)  -> watch(start_evaluator(state, keeper, tag), ref)
      (:names, from, tag)        -> {
        from ! (tag, Map.keys(state.bindings))
        watch(state, ref)
      }
      (:value, from, tag, name)  -> {
        from ! (tag, Map.fetch(state.bindings, name))
        watch(state, ref)
      }
      (:DOWN, ^ref, _, _, (:shutdown, :left)) -> status(state)
      (:DOWN, ^ref, _, _, reason)             -> {
        print("the shell's keeper was ended: \(brief(reason)); another goes on")
        if state.evaluator != nil { Process.exit(state.evaluator, :kill) }
        guard(state)
      }
      _ -> watch(state, ref)
    }
  }

  # Whoever sits there has seen what failed.
  private fn status(%{failed: false}) { 0 }
  private fn status(%{device: device}) { if Terminal.traits(device).interactive { 0 } else { 1 } }

  private fn start_evaluator(state, keeper, tag) {
    let kept = %{device: state.device, guard: self(), keeper: keeper, number: state.number,
      bindings: state.bindings, values: state.values, large: nil}
    let evaluator = spawn { Shell.Evaluator.start(kept) }
    keeper ! (tag, evaluator)
    %{state | evaluator: evaluator}
  }

  ## Internal: how many earlier values `v(n)` can give.
  fn kept_values() { 100 }

  ## Internal: a reason in a few words.
  fn brief((reason, trace)) when is_list(trace) { brief(reason) }
  fn brief(reason) { inspect(reason, width: :infinity, total: 400) }
}
