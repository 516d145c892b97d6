# The type tests.
fn kinds(x) {
  [
    (:integer, is_integer(x)), (:float, is_float(x)), (:number, is_number(x)), (:atom, is_atom(x)),
    (:boolean, is_boolean(x)), (:string, is_string(x)), (:binary, is_binary(x)), (:tuple, is_tuple(x)),
    (:list, is_list(x)), (:map, is_map(x)), (:function, is_function(x)), (:pid, is_pid(x)),
    (:reference, is_reference(x)), (:nil, is_nil(x)),
  ]
}
fn show(x) { print(for (name, true) in kinds(x) { name }) }
show(1) # expect: [:integer, :number]
show(1 bsl 80) # expect: [:integer, :number]
show(1.0) # expect: [:float, :number]
show(:a) # expect: [:atom]
show(true) # expect: [:atom, :boolean]
show(nil) # expect: [:atom, nil]
show("s") # expect: [:string, :binary]
show(()) # expect: [:tuple]
show([]) # expect: [:list]
show([1 | 2]) # expect: [:list]
show(%{}) # expect: [:map]
show(fn() { 1 }) # expect: [:function]
show(self()) # expect: [:pid]
show(make_ref()) # expect: [:reference]
