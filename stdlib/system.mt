## The program and the machine it runs on.
##
## >> is_list(System.argv()) and System.processors() >= 1
## true
module System {
  ## All environment variables as a map.
  ##
  ## >> is_map(System.env())
  ## true
  ##
  ## Needs the capability `environment`.
  fn env() {
    for entry in System.env_entries() {
      match String.split(entry, "=", 2) {
        [name, value] -> (name, value)
        [name]        -> (name, "")
      }
    } |> Map.from_list()
  }

  ## The value of an environment variable, or `default`.
  ##
  ## >> System.get_env("NO_SUCH_VARIABLE_HERE", "nothing")
  ## "nothing"
  ##
  ## Needs the capability `environment`.
  fn get_env(name, default) {
    match System.get_env(name) {
      nil   -> default
      value -> value
    }
  }

  ## Nanoseconds since some moment in the past; never goes back.
  ##
  ## >> System.monotonic_time() > 0
  ## true
  fn monotonic_time() { Time.monotonic(:nanosecond) }

  ## The time since some moment in the past in a unit; never goes back.
  ##
  ## >> System.monotonic_time(:millisecond) > 0
  ## true
  fn monotonic_time(unit) { Time.monotonic(unit) }

  ## Nanoseconds since 1970-01-01T00:00:00Z.
  ##
  ## >> System.system_time() > 1_700_000_000_000_000_000
  ## true
  ##
  ## Needs the capability `clock`.
  fn system_time() { Time.now(:nanosecond) }

  ## The time since 1970-01-01T00:00:00Z in a unit.
  ##
  ## >> System.system_time(:second) > 1_700_000_000
  ## true
  ##
  ## Needs the capability `clock`.
  fn system_time(unit) { Time.now(unit) }

  ## Ends the program with status 0; see `System.exit(status)`.
  ##
  ## Needs the capability `exit`.
  fn exit() { System.exit(0) }

  ## Ends the program: `System.exit(status)` by the name that Erlang gives it.
  ##
  ## Needs the capability `exit`.
  fn halt(status) { System.exit(status) }

  ## What the program occupies, in bytes: `heaps` (all heaps, messages and shared binaries), `resident`
  ## (as the operating system counts) and `total` (what the machine has).
  ##
  ## >> System.memory().heaps > 0
  ## true
  ##
  ## Needs the capability `introspection` and `environment`.
  fn memory() {
    %{heaps: System.heap_memory(), resident: System.resident_memory(), total: System.total_memory()}
  }

  ## What the virtual machine has done so far: a map with `processes`, `reductions`, `slices`,
  ## `collections`, `messages`, `spawns` and `atoms`.
  ##
  ## >> System.statistics().processes >= 1
  ## true
  ##
  ## Needs the capability `introspection`.
  fn statistics() {
    let (reductions, slices, collections, messages, spawns) = System.counters()
    %{processes: System.process_count(), reductions: reductions, slices: slices,
      collections: collections, messages: messages, spawns: spawns, atoms: System.atom_count()}
  }
}
