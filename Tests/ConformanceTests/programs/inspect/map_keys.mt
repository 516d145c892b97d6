# Map keys print as `k: v` for atoms shaped like names, else `k => v`.
print(%{a: 1}, %{ok?: 1}, %{:"odd key" => 1}, %{Counter => 1}, %{:EXIT => 1}) # expect: %{a: 1} %{ok?: 1} %{:"odd key" => 1} %{Counter => 1} %{:EXIT => 1}
print(%{"s" => 1}, %{1 => 2}, %{[] => ()}) # expect: %{"s" => 1} %{1 => 2} %{[] => ()}
