## What can be called at the shell's prompt by its bare name, beside the functions that are available
## everywhere.
##
## `h()` lists these functions, and `h(time)` is about one of them. They print what they have to say, or
## give it as a value; called with something that they do not understand, they tell what they take. In a
## program they are functions of this module.
##
## >> Shell.Helpers.time { 6 * 7 } == 42
## true
module Shell.Helpers {
  # MARK: Documentation

  ## Lists all this; `h(List.map)` shows what is written about something.
  fn h() { Shell.View.show(Shell.Help.overview(Shell.View.current())) }

  ## Shows what is written about a module, a function, a helper or a form of the language.
  ##
  ## ```
  ## h(List)
  ## h(List.map)
  ## h(Supervisor.start_link/2)
  ## h(receive)
  ## h("|>")
  ## ```
  fn h(subject) { Shell.View.show(Shell.Help.page(subject, Shell.View.current())) }

  ## Describes the last value, `i(value)` any other.
  fn i() {
    match Shell.Context.value(-1) {
      (:ok, value) -> i(value)
      :error       -> Shell.View.show(["There is no value yet."])
    }
  }

  ## Describes a value: what it is, how large, what is in it, and what can be done with it.
  ##
  ## ```
  ## i("héllo")
  ## i(self())
  ## ```
  fn i(value) { Shell.View.show(Shell.Describe.lines(value, Shell.View.current())) }

  ## Lists the functions of a module.
  ##
  ## ```
  ## exports(List)
  ## exports(List.map)
  ## ```
  fn exports(module_name) when is_atom(module_name) {
    Shell.View.show(Shell.Exports.lines(module_name, nil, Shell.View.current()))
  }
  fn exports((module_name, name)) when is_atom(module_name) and is_atom(name) {
    Shell.View.show(Shell.Exports.lines(module_name, name, Shell.View.current()))
  }
  fn exports(_) { mistaken(:exports) }

  ## Shows the instructions that a function was compiled to.
  ##
  ## ```
  ## bytecode(&List.map/2)
  ## bytecode(List.map/2)
  ## bytecode(fn(x) { x + 1 })
  ## ```
  fn bytecode(f) when is_function(f) { Shell.View.show(Shell.Exports.bytecode(f)) }
  fn bytecode((module_name, name, arity))
    when is_atom(module_name) and is_atom(name) and arity >= 0 and arity < 256 {
    Shell.View.show(Shell.Exports.bytecode((module_name, name, arity)))
  }
  fn bytecode((module_name, name)) when is_atom(module_name) and is_atom(name) {
    match Shell.Exports.arities(module_name, name) {
      []      -> Shell.View.show(Shell.Exports.lines(module_name, name, Shell.View.current()))
      arities -> {
        let texts = for arity in arities { Shell.Exports.bytecode((module_name, name, arity)) }
        Shell.View.show(List.concat(texts))
      }
    }
  }
  fn bytecode((name, arity)) when is_atom(name) and is_integer(arity) {
    match Shell.Shells.module_of(name, arity) {
      nil         -> mistaken(:bytecode)
      module_name -> bytecode((module_name, name, arity))
    }
  }
  fn bytecode(name) when is_atom(name) {
    match Shell.Shells.module_of(name, nil) {
      nil         -> mistaken(:bytecode)
      module_name -> bytecode((module_name, name))
    }
  }
  fn bytecode(_) { mistaken(:bytecode) }

  # MARK: Values

  ## Gives the last value again, `v(3)` that of statement 3.
  fn v() { v(-1) }

  ## Gives the value of an earlier statement, by the number in its prompt; a negative one counts from the
  ## last.
  ##
  ## ```
  ## v(3)
  ## v(-2)
  ## ```
  fn v(number) when is_integer(number) {
    match Shell.Context.value(number) {
      (:ok, value) -> value
      :error       -> Shell.View.show([
        "There is no value \(number).", "The last 100 are kept, of those that are large the latest.",
      ])
    }
  }
  fn v(_) { mistaken(:v) }

  ## Prints the last value whole, however long it is.
  fn all() {
    match Shell.Context.value(-1) {
      (:ok, value) -> all(value)
      :error       -> Shell.View.show(["There is no value yet."])
    }
  }

  ## Prints a value whole, however long it is.
  ##
  ## ```
  ## all(v(3))
  ## ```
  fn all(value) { Shell.View.show([Shell.View.whole(value, Shell.View.current())]) }

  ## Prints the messages that have come for the shell, and drops them. Of very many the first 1,000 are
  ## printed.
  fn flush() { Shell.Mailbox.flush(Shell.View.current()) }

  ## Runs a block, prints what that cost, and gives the block's value.
  ##
  ## It shows the time that went by; the reductions, which count calls and other work; the words of 8
  ## bytes that were put on the heap; and how often garbage was collected. What other processes do for
  ## the block counts in the time alone.
  ##
  ## ```
  ## time { List.sum(1..1_000_000) }
  ## ```
  fn time(block) when is_function(block) {
    if elem(Code.function_info(block), 2) == 0 { Shell.Timing.run(block) } else { mistaken(:time) }
  }
  fn time(_) { mistaken(:time) }

  # MARK: Files and code

  ## Compiles a file, loads its modules and gives their names. `.mt` may be left out.
  ##
  ## Processes that run a module go on with the new version at their next call that names it.
  ##
  ## ```
  ## c("counter")
  ## ```
  fn c(path) when is_string(path) { Shell.Files.compile(path) }
  fn c(_) { mistaken(:c) }

  ## Loads a module anew from the file that it came from.
  ##
  ## ```
  ## r(Counter)
  ## ```
  fn r(module_name) when is_atom(module_name) { Shell.Files.reload(module_name) }
  fn r(_) { mistaken(:r) }

  ## Lists the files of the current directory, `ls(path)` those of another.
  fn ls() { ls(".") }

  ## Lists the files of a directory.
  fn ls(path) when is_string(path) { Shell.Files.list(path, Shell.View.current()) }
  fn ls(_) { mistaken(:ls) }

  ## Goes to the home directory, `cd(path)` to another.
  fn cd() { cd("~") }

  ## Makes a directory the one where relative paths begin, for the whole program.
  ##
  ## ```
  ## cd("..")
  ## ```
  fn cd(path) when is_string(path) { Shell.Files.change(path) }
  fn cd(_) { mistaken(:cd) }

  ## Prints the current directory.
  fn pwd() { Shell.Files.here() }

  # MARK: Processes

  ## Shows the processes that have done most, as a table.
  fn processes() { processes(%{}) }

  ## Shows processes as a table: those with most of something, or all in an order.
  ##
  ## `sort` is `:reductions`, `:memory`, `:mailbox`, `:pid`, `:name` or `:status`; `limit` says how many are
  ## shown, 50 unless told, or `:infinity`.
  ##
  ## ```
  ## processes(sort: :memory, limit: 20)
  ## ```
  fn processes(options) { shown(Shell.Processes.lines(options, Shell.View.current()), :processes) }

  ## Shows the busiest processes, anew each second, until a key is pressed.
  fn top() { top(%{}) }

  ## Shows the processes that have most of something, anew every second, until a key is pressed.
  ##
  ## `sort` is `:rate` (reductions per second), `:reductions`, `:memory`, `:mailbox`, `:pid` or `:name`;
  ## keys choose another one meanwhile. `every` is the time between two pictures in milliseconds.
  ##
  ## ```
  ## top(sort: :mailbox)
  ## ```
  fn top(options) { result(Shell.Top.run(options), :top) }

  ## Draws all supervision trees, `tree(supervisor)` one.
  fn tree() { shown(Shell.Tree.all(%{}, Shell.View.current()), :tree) }

  ## Draws the tree below a supervisor, or all with options.
  ##
  ## `limit` says how many children of each supervisor are shown, 50 unless told, or `:infinity`.
  ##
  ## ```
  ## tree(:shop)
  ## tree(limit: 5)
  ## ```
  fn tree(options) when is_map(options) { shown(Shell.Tree.all(options, Shell.View.current()), :tree) }
  fn tree(supervisor) { tree(supervisor, %{}) }

  ## Draws the tree below a supervisor, with options.
  fn tree(supervisor, options) {
    shown(Shell.Tree.below(supervisor, options, Shell.View.current()), :tree)
  }

  ## Shows the processes that have a name.
  fn regs() { Shell.View.show(Shell.Processes.registered(Shell.View.current())) }

  ## Shows what a process does, the state of a server, and the first messages that wait for it.
  ##
  ## ```
  ## observe(:logger)
  ## ```
  fn observe(process) { observe(process, %{}) }

  ## Shows a process anew every so many milliseconds, until a key is pressed.
  ##
  ## ```
  ## observe(pid, every: 500)
  ## ```
  fn observe(process, options) {
    match Shell.Observe.run(process, options) {
      nil -> {
        if is_map(options) and Shell.Asking.where(process) == nil {
          Shell.View.show(["There is no process \(Shell.View.line(process, 60))."])
        } else { mistaken(:observe) }
      }
      done -> done
    }
  }

  ## Prints the messages of a process or the calls of a function.
  ##
  ## Process and function run on as they would. It ends after 100 lines, or with `untrace()`.
  ##
  ## ```
  ## trace(pid)
  ## trace(Counter.loop)
  ## trace(Counter)
  ## ```
  fn trace(subject) { Shell.Trace.start(meant(subject), %{}) }

  ## Prints the messages of a process or the calls of a function, with options.
  ##
  ## `limit` is the number of lines, or `:infinity`; `return: true` shows the results of calls too;
  ## `events` is a list of those of `:send`, `:receive`, `:spawn` and `:exit` that are wanted of a process.
  ##
  ## ```
  ## trace(List.map, limit: 10, return: true)
  ## ```
  fn trace(subject, options) { Shell.Trace.start(meant(subject), options) }

  ## Ends what `trace` has begun.
  fn untrace() { Shell.Trace.stop() }

  ## Ends what `trace` has begun with a process or function.
  fn untrace(subject) { Shell.Trace.stop(meant(subject)) }

  # A bare name may be that of a function.
  private fn meant((name, arity) as subject) when is_atom(name) and is_integer(arity) {
    match Shell.Shells.module_of(name, arity) {
      nil         -> subject
      module_name -> (module_name, name, arity)
    }
  }
  private fn meant(name) when is_atom(name) and not is_nil(name) {
    let module_name = Shell.Shells.module_of(name, nil)
    if module_name == nil or whereis(name) != nil { name } else { (module_name, name) }
  }
  private fn meant(subject) { subject }

  ## Ends what another shell of this program evaluates. What this one evaluates ends with Ctrl-C.
  fn break() {
    match Shell.Shells.others() {
      []       -> Shell.View.show(["There is no other shell. Ctrl-C ends what this one evaluates."])
      [keeper] -> broken(keeper)
      keepers  -> {
        let names = String.join(List.map(keepers) { keeper in "break(\(inspect(keeper)))" }, ", ")
        Shell.View.show(["There are several shells: \(names)."])
      }
    }
  }

  ## Ends what another shell evaluates; it is named by its `self()`.
  ##
  ## ```
  ## break(pid)
  ## ```
  fn break(shell) when is_pid(shell) {
    match Shell.Shells.keeper_of(shell) {
      nil    -> Shell.View.show(["\(inspect(shell)) is no shell."])
      keeper -> broken(keeper)
    }
  }
  fn break(_) { mistaken(:break) }

  private fn broken(keeper) {
    let said = if Shell.Shells.interrupt(keeper) { "Interrupted." } else { "That shell does not answer." }
    Shell.View.show([said])
  }

  # MARK: What is not understood

  private fn shown(nil, name) { mistaken(name) }
  private fn shown(lines, _name) { Shell.View.show(lines) }

  private fn result(nil, name) { mistaken(name) }
  private fn result(value, _name) { value }

  private fn mistaken(name) { Shell.View.show(Shell.Help.taken(name, Shell.View.current())) }
}
