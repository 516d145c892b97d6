## Logger: what happens in a program, told with a time, a level and metadata.
##
## Writing is done by a process of its own, so that a log call costs its caller a message and nothing
## that a slow terminal or disk does holds the program up. The writer starts itself with the first call,
## and again when somebody kills it. Its mailbox has a limit: when more is logged than can be written, the
## surplus is dropped, counted and told ("1234 messages dropped").
##
## ```
## Logger.info("paid", order: 7, amount: 30)
## Logger.debug { "cart: \(expensive_summary())" }     # called only when the level is on
## Logger.configure(level: :debug, format: :json, output: "shop.log")
## Logger.add_handler(:alarm) { event in if event.level == :error { pager ! event } }
## ```
##
## The levels, from the least to the most important, are `:debug`, `:info`, `:notice`, `:warning` and
## `:error`; from `:info` on they are written unless the level is set otherwise. A call that is off costs
## one comparison. On a terminal lines are short and in colour, otherwise they begin with the full time (in
## UTC); `format: :json` writes an object a line. Control characters are always escaped, so no text
## can forge a line or drive a terminal.
##
## What the main process logs is written when the call returns, so a program that ends loses none of
## it. What other processes have logged last may be lost then; `Logger.flush` waits for it.
##
## >> Logger.debug("off by default")
## :ok
module Logger {
  let metadata_key = :"Logger.metadata"
  let silent = 6

  # Messages

  ## Logs at level `:debug`: a text, or a function that gives one and is called only when the level is on.
  ##
  ## >> Logger.debug { raise(:never_called) }
  ## :ok
  fn debug(message) {
    if 1 >= Logger.Level.threshold() { emit(:debug, 1, message, %{}) } else { :ok }
  }

  ## Like `debug`, with metadata: `Logger.debug("text", key: value)`, or a function last.
  ##
  ## >> Logger.debug("cart", items: 3)
  ## :ok
  fn debug(message, metadata) {
    if 1 >= Logger.Level.threshold() { emit(:debug, 1, message, metadata) } else { :ok }
  }

  ## Logs at level `:info`.
  fn info(message) {
    if 2 >= Logger.Level.threshold() { emit(:info, 2, message, %{}) } else { :ok }
  }

  ## Like `info`, with metadata.
  fn info(message, metadata) {
    if 2 >= Logger.Level.threshold() { emit(:info, 2, message, metadata) } else { :ok }
  }

  ## Logs at level `:notice`: normal, but worth a look.
  fn notice(message) {
    if 3 >= Logger.Level.threshold() { emit(:notice, 3, message, %{}) } else { :ok }
  }

  ## Like `notice`, with metadata.
  fn notice(message, metadata) {
    if 3 >= Logger.Level.threshold() { emit(:notice, 3, message, metadata) } else { :ok }
  }

  ## Logs at level `:warning`.
  fn warning(message) {
    if 4 >= Logger.Level.threshold() { emit(:warning, 4, message, %{}) } else { :ok }
  }

  ## Like `warning`, with metadata.
  fn warning(message, metadata) {
    if 4 >= Logger.Level.threshold() { emit(:warning, 4, message, metadata) } else { :ok }
  }

  ## Logs at level `:error`.
  fn error(message) {
    if 5 >= Logger.Level.threshold() { emit(:error, 5, message, %{}) } else { :ok }
  }

  ## Like `error`, with metadata.
  fn error(message, metadata) {
    if 5 >= Logger.Level.threshold() { emit(:error, 5, message, metadata) } else { :ok }
  }

  ## Logs at a level that is not known before.
  ##
  ## >> Logger.log(:debug, "off by default")
  ## :ok
  fn log(level, message) { log(level, message, %{}) }

  ## Like `log`, with metadata.
  ##
  ## >> Logger.log(:debug, "off by default", order: 7)
  ## :ok
  fn log(level, message, metadata) {
    let number = number_of(level)
    if number >= Logger.Level.threshold() { emit(level, number, message, metadata) } else { :ok }
  }

  # With a trailing block the metadata comes first.
  private fn emit(level, number, metadata, message) when is_function(message) {
    emit_with(level, number, message, metadata)
  }
  private fn emit(level, number, message, metadata) { emit_with(level, number, message, metadata) }

  private fn emit_with(level, number, message, metadata) when is_map(metadata) {
    let all = match Process.get(metadata_key) {
      nil -> metadata
      own -> Map.merge(own, metadata)
    }
    if number >= Logger.Level.threshold(all[:module]) {
      Logger.Writer.post(level, text_of(message), all)
    } else {
      :ok
    }
  }

  private fn text_of(message) when is_string(message) { message }
  private fn text_of(message) when is_function(message) { to_string(message()) }
  private fn text_of(message) { to_string(message) }

  # Metadata of this process

  ## The metadata that goes with everything that this process logs.
  ##
  ## >> Logger.metadata()
  ## %{}
  fn metadata() { Process.get(metadata_key) or %{} }

  ## Adds to the metadata of this process; a value of nil removes a key. Processes that it starts do not
  ## inherit it: hand `Logger.metadata()` over where they should.
  ##
  ## >> Logger.put_metadata(request: 12, user: "ada"); Logger.put_metadata(user: nil); let all = Logger.metadata(); Logger.clear_metadata(); all
  ## %{request: 12}
  fn put_metadata(pairs) {
    let merged = Map.reject(Map.merge(metadata(), pairs)) { _, value in value == nil }
    set_metadata(merged)
  }

  ## Forgets the metadata of this process.
  ##
  ## >> Logger.put_metadata(request: 12); Logger.clear_metadata(); Logger.metadata()
  ## %{}
  fn clear_metadata() { set_metadata(%{}) }

  ## Calls `f` with more metadata, which is gone again afterwards; gives what `f` gives.
  ##
  ## >> Logger.with_metadata(step: 1) { Logger.metadata() }
  ## %{step: 1}
  fn with_metadata(pairs, f) {
    let before = metadata()
    put_metadata(pairs)
    try { f() } after { set_metadata(before) }
  }

  private fn set_metadata(all) {
    if map_size(all) == 0 { Process.erase(metadata_key) } else { Process.put(metadata_key, all) }
    :ok
  }

  # Levels

  ## The level from which on messages are written.
  ##
  ## >> Logger.level()
  ## :info
  fn level() { Logger.Level.general() }

  ## Writes messages from a level on, for the whole program; `:none` turns everything off.
  ##
  ## >> Logger.set_level(:info)
  ## :ok
  ##
  ## Needs the capability `code_loading`.
  fn set_level(level) {
    number_of(level)
    Logger.Keeper.change((:level, level))
  }

  ## Another level for what is logged with the metadata `module: name`, which a process may also have
  ## put once and for all: `Logger.put_metadata(module: Shop)`.
  ##
  ## >> Logger.set_level(Quiet, :error); Logger.enabled?(:info, Quiet)
  ## false
  ##
  ## Needs the capability `code_loading`.
  fn set_level(module_name, level) when is_atom(module_name) {
    number_of(level)
    Logger.Keeper.change((:level, module_name, level))
  }

  ## The module has the level of the whole program again.
  ##
  ## >> Logger.set_level(Quiet, :error); Logger.clear_level(Quiet); Logger.enabled?(:info, Quiet)
  ## true
  ##
  ## Needs the capability `code_loading`.
  fn clear_level(module_name) { Logger.Keeper.change((:clear_level, module_name)) }

  ## Whether a message of this level would be written.
  ##
  ## >> (Logger.enabled?(:debug), Logger.enabled?(:error))
  ## (false, true)
  fn enabled?(level) { number_of(level) >= Logger.Level.threshold(nil) }

  ## Whether a message of this level with the metadata `module: name` would be written.
  ##
  ## >> Logger.enabled?(:debug, Shop)
  ## false
  fn enabled?(level, module_name) { number_of(level) >= Logger.Level.threshold(module_name) }

  ## Internal: the place of a level in the order of importance, from 1 on.
  fn number_of(:debug) { 1 }
  fn number_of(:info) { 2 }
  fn number_of(:notice) { 3 }
  fn number_of(:warning) { 4 }
  fn number_of(:error) { 5 }
  fn number_of(:none) { silent }
  fn number_of(other) { raise((:bad_level, other)) }

  # Settings

  ## Changes settings, for the whole program, and waits until they hold:
  ##
  ## - `level`: as `set_level`;
  ## - `format`: `:auto` (in colour on a terminal, else lines), `:color`, `:text`, `:json`, or a function
  ##   that makes the text of an event, with its newline;
  ## - `output`: `:standard_error`, `:standard_output`, `:none`, a path, whose file is added to, or a
  ##   function that is called with each piece of text;
  ## - `drop_above`: as many messages may wait before the older ones are dropped (1,000).
  ##
  ## >> Logger.configure(format: :auto, drop_above: 1_000)
  ## :ok
  fn configure(settings) {
    Map.each(settings) { key, value in check_setting(key, value) }
    if Map.has_key?(settings, :level) { set_level(settings.level) }
    Logger.Keeper.change((:settings, Map.delete(settings, :level)))
  }

  private fn check_setting(:level, level) { number_of(level) }
  private fn check_setting(:format, f) when f == :auto or f == :color or f == :text or f == :json { :ok }
  private fn check_setting(:format, f) when is_function(f) { :ok }
  private fn check_setting(:output, o) when is_string(o) or is_function(o) { :ok }
  private fn check_setting(:output, o)
    when o == :standard_error or o == :standard_output or o == :none { :ok }
  private fn check_setting(:drop_above, n) when is_integer(n) and n > 0 { :ok }
  private fn check_setting(key, value) { raise((:bad_setting, key, value)) }

  ## The settings as they are.
  ##
  ## >> Logger.configuration().drop_above
  ## 1000
  fn configuration() { Map.put(Logger.Keeper.settings(), :level, level()) }

  ## Calls `f` in the writer's process with every message that is written, as a map with `level`, `time`
  ## (milliseconds since 1970, or nil without the capability `clock`), `pid`, `message`, `metadata` and `details` (further lines). A handler of the
  ## same name is replaced; one that raises is removed, with an error in the log; what a handler logs
  ## itself is not written.
  ##
  ## >> Logger.add_handler(:example) { event in event.message }; Logger.remove_handler(:example)
  ## :ok
  fn add_handler(name, f) when is_function(f) { Logger.Keeper.change((:add_handler, name, f)) }

  ## Adds a handler without a name; gives what `remove_handler` takes in its place.
  ##
  ## >> let alarm = Logger.add_handler { event in event.message }; Logger.remove_handler(alarm)
  ## :ok
  fn add_handler(f) {
    let name = make_ref()
    add_handler(name, f)
    name
  }

  ## Removes a handler.
  ##
  ## >> Logger.remove_handler(:no_such_handler)
  ## :ok
  fn remove_handler(name) { Logger.Keeper.change((:remove_handler, name)) }

  ## The names of the handlers, the oldest first.
  ##
  ## >> Logger.handlers()
  ## []
  fn handlers() { for (name, _) in Logger.Keeper.settings().handlers { name } }

  ## From now on crashes of processes and what supervisors report are logged, as errors, and no longer
  ## printed by the machine. Without the capability `introspection` nothing changes: the host is told of them.
  fn take_crash_reports() { Logger.Keeper.change((:crash_reports, true)) }

  ## Leaves crashes to the machine again, which prints them.
  fn leave_crash_reports() { Logger.Keeper.change((:crash_reports, false)) }

  ## Waits until all that this process has logged before is written: `:ok`, or `:timeout` after five
  ## seconds. What other processes logged, and told this one of, is written as well.
  ##
  ## >> Logger.flush()
  ## :ok
  fn flush() { flush(5_000) }

  ## Like `flush`, for at most so many milliseconds, or `:infinity`.
  ##
  ## >> Logger.flush(:infinity)
  ## :ok
  fn flush(timeout) { Logger.Writer.flush(timeout) }
}
