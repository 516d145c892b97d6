# inspect with options: over several lines when one is too short, with what is long cut.
let order = %{id: 17, customer: "Ada", items: [(:book, 2), (:pen, 12)], total: 12.5}
print(inspect(order, %{}))
# expect: %{customer: "Ada", id: 17, items: [(:book, 2), (:pen, 12)], total: 12.5}
print(inspect(order, width: 40))
# expect: %{
# expect:   customer: "Ada",
# expect:   id:       17,
# expect:   items:    [(:book, 2), (:pen, 12)],
# expect:   total:    12.5
# expect: }
print(inspect((:ok, order), width: 40, indent: 4))
# expect: (:ok, %{
# expect:       customer: "Ada",
# expect:       id:       17,
# expect:       items:    [
# expect:         (:book, 2),
# expect:         (:pen, 12)
# expect:       ],
# expect:       total:    12.5
# expect:     })
print(inspect(%{"name" => [1, 2], 7 => nil}, width: 16))
# expect: %{
# expect:   7 => nil,
# expect:   "name" => [
# expect:     1, 2
# expect:   ]
# expect: }

# Short elements fill their lines.
print(inspect(1..20, width: 24))
# expect: [
# expect:   1, 2, 3, 4, 5, 6, 7,
# expect:   8, 9, 10, 11, 12, 13,
# expect:   14, 15, 16, 17, 18,
# expect:   19, 20
# expect: ]
print(inspect((1, "a string", ["日本語"], [:a | :b]), width: 12))
# expect: (
# expect:   1,
# expect:   "a string",
# expect:   [
# expect:     "日本語"
# expect:   ],
# expect:   [:a | :b]
# expect: )

# What is long is cut.
print(inspect(1..1_000_000, limit: 5)) # expect: [1, 2, 3, 4, 5, ...]
print(inspect(1..100, limit: 5)) # expect: [1, 2, 3, 4, 5, ... 95 more]
print(inspect(String.repeat("äb", 100), text: 7)) # expect: "äbäb…" (300 bytes)
print(inspect(<<0>> <> String.repeat("a", 10_000), limit: 2)) # expect: <<0, 97, ... 9_999 more>>
print(inspect(1 bsl 1_000_000, %{})) # expect: 0x1… (1_000_001 bits)
print(inspect(1..1_000, limit: :infinity, total: 20)) # expect: [1, 2, 3, 4, 5, 6…
print(byte_size(inspect(1..30_000, limit: :infinity))) # expect: 100000
print(inspect(Map.from_list(for n in 1..300 { (n * 7 rem 307, n) }), limit: 3))
# expect: %{1 => 44, 2 => 88, 3 => 132, ... 297 more}
print(byte_size(inspect(self(), total: 0))) # expect: 0

# Without limits it is what inspect gives.
let all = %{width: :infinity, limit: :infinity, text: :infinity, total: :infinity}
let value = (order, [1..300, String.repeat("x", 5_000), <<1, 2, 3>>], Map.from_list(for n in 1..300 { (n, [n]) }))
print(inspect(value, all) == inspect(value)) # expect: true

# Terms of any depth.
fn deep(0, inner) { inner }
fn deep(n, inner) { deep(n - 1, [inner]) }
let nested = deep(5_000, :end)
print(inspect(nested, all) == inspect(nested)) # expect: true
print(byte_size(inspect(nested, %{}))) # expect: 100000

# Colours.
print(inspect((1, :a, "s", nil), color: true) == "(\e[33m1\e[0m, \e[36m:a\e[0m, \e[32m\"s\"\e[0m, \e[35mnil\e[0m)")
# expect: true

# Options that there are not, and values that they cannot have.
fn refused(options) { try { inspect(1, options) } catch { (:error, reason) -> reason } }
print(refused(%{colour: true})) # expect: (:bad_option, :colour)
print(refused(%{1 => true})) # expect: (:bad_option, 1)
print(refused(%{width: 0})) # expect: (:bad_option, (:width, 0))
print(refused(%{limit: -1})) # expect: (:bad_option, (:limit, -1))
print(refused(%{text: :all})) # expect: (:bad_option, (:text, :all))
print(refused(%{color: 1})) # expect: (:bad_option, (:color, 1))
print(refused(%{indent: :infinity})) # expect: (:bad_option, (:indent, :infinity))
print(refused([])) # expect: :badarg
