# The same tests choose clauses.
fn kind(x) when is_boolean(x) { :boolean }
fn kind(x) when is_nil(x) { :nothing }
fn kind(x) when is_atom(x) { :atom }
fn kind(x) when is_integer(x) { :integer }
fn kind(x) when is_number(x) { :float }
fn kind(x) when is_string(x) { :string }
fn kind(x) when is_list(x) { :list }
fn kind(x) when is_tuple(x) or is_map(x) { :compound }
fn kind(x) when is_function(x) { :function }
fn kind(x) when is_pid(x) or is_reference(x) { :identity }
let xs = [true, nil, :a, 1, 1.5, "s", [], (), %{}, fn() { 1 }, self(), make_ref()]
print(List.map(xs) { x in kind(x) })
# expect: [:boolean, :nothing, :atom, :integer, :float, :string, :list, :compound, :compound, :function, :identity, :identity]
