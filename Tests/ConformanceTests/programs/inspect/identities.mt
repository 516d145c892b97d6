# Pids and references print as #pid<12> and #ref<7>.
print(String.starts_with?(inspect(self()), "#pid<")) # expect: true
print(String.ends_with?(inspect(self()), ">")) # expect: true
print(String.starts_with?(inspect(make_ref()), "#ref<")) # expect: true
print(inspect(self()) == inspect(self()), inspect(make_ref()) == inspect(make_ref())) # expect: true false
print(is_string(inspect(fn() { 1 }))) # expect: true
