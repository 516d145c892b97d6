## Internal: the interactive shell.
##
## A shell is four kinds of processes on a device, which is a terminal, a pipe or a socket:
##
## - the guard (this module) starts the keeper and starts it anew when somebody kills it;
## - the keeper (`Shell.Keeper`) has the variables, prompts, and tells the evaluator what to do;
## - the evaluator (`Shell.Evaluator`) runs the statements, so that whatever they do happens to it alone;
## - the listener (`Shell.Events`) hears of Ctrl-C and of the Tab key.
##
## Nothing that one of them holds is lost with it: the evaluator and the keeper both have the variables.
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
    let status = guard(device, Shell.Keeper.new(device, scripts))
    Terminal.close(device, status)
    status
  }

  private fn greet(%{interactive: true, color: color}) {
    let name = if color { "\e[1mMartlet\e[0m" } else { "Martlet" }
    print("\(name) \(System.version()): h() for help, Ctrl-D to leave")
  }
  private fn greet(_) { :ok }

  private fn guard(device, state) {
    let me = self()
    let (keeper, ref) = spawn_monitor { Shell.Keeper.start(%{state | guard: me}) }
    receive {
      (:DOWN, ^ref, _, _, (:shutdown, (:left, status))) -> status
      (:DOWN, ^ref, _, _, reason) -> {
        print("the shell's keeper was ended (\(brief(reason))); the shell goes on")
        guard(device, rescued(device, keeper))
      }
    }
  }

  # The evaluator has the variables too, and tells the guard when it misses the keeper.
  private fn rescued(device, keeper) {
    receive {
      (:orphan, ^keeper, evaluator, kept) -> {
        Map.merge(Shell.Keeper.new(device, []), Map.put(kept, :evaluator, evaluator))
      }
      after 2_000 -> Shell.Keeper.new(device, [])
    }
  }

  ## Internal: a reason in a few words.
  fn brief((reason, trace)) when is_list(trace) { brief(reason) }
  fn brief(reason) { inspect(reason) }
}
