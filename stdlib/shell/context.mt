## Internal: what the shell's helpers know of the shell in which they are called.
module Shell.Context {
  ## Internal: the device of the shell, or nil outside one.
  fn device() { field(:device) }

  ## Internal: what the device is like: `%{interactive:, color:, moves_cursor:, columns:, rows:}`.
  fn traits() {
    match device() {
      nil    -> %{interactive: false, color: false, moves_cursor: false, columns: 80, rows: 24}
      device -> Terminal.traits(device)
    }
  }

  ## Internal: the keeper of the shell, or nil.
  fn keeper() { field(:keeper) }

  ## Internal: the variables of the shell.
  fn bindings() { field(:bindings) or %{} }

  ## Internal: the earlier values, by the number of their statement.
  fn values() { field(:values) or %{} }

  ## Internal: the value of a statement, `(:ok, value)` or `:error`; a negative number counts from the last.
  fn value(n) when is_integer(n) and n < 0 {
    let numbers = List.reverse(List.sort(Map.keys(values())))
    match List.at(numbers, -1 - n) {
      nil    -> :error
      number -> value(number)
    }
  }
  fn value(n) { if Map.has_key?(values(), n) { (:ok, values()[n]) } else { :error } }

  ## Internal: a value as the shell shows it.
  fn pretty(value, device) {
    let %{color: color, columns: columns} = Terminal.traits(device)
    inspect(value, width: columns, color: color, text: 1_000)
  }

  private fn field(name) {
    match Process.get(:"$shell") {
      %{device: _} as kept -> kept[name]
      _                    -> nil
    }
  }
}
