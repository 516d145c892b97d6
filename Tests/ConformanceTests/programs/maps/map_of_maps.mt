# Nested maps, read and updated.
let m = %{user: %{name: "Ada", tags: [:a]}}
let n = %{m | user: %{m.user | name: "Grace"}}
print(n.user.name, m.user.name, n["x"]) # expect: Grace Ada nil
print(n) # expect: %{user: %{name: "Grace", tags: [:a]}}
