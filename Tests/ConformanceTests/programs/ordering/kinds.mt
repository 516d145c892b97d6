# number < atom < reference < function < pid < tuple < map < list < binary.
let f = fn() { 1 }
let kinds = ["b", [1], %{a: 1}, (1,), self(), f, make_ref(), :atom, 1]
let names = for x in List.sort(kinds) {
  if is_number(x) { :number } else if is_atom(x) { :atom } else if is_reference(x) { :reference }
  else if is_function(x) { :function } else if is_pid(x) { :pid } else if is_tuple(x) { :tuple }
  else if is_map(x) { :map } else if is_list(x) { :list } else { :binary }
}
print(names) # expect: [:number, :atom, :reference, :function, :pid, :tuple, :map, :list, :binary]
