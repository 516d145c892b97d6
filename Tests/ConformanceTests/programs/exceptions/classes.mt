# The class is :error, :throw or :exit; the reason any term.
print(try { raise(:r) } catch { e -> e }) # expect: (:error, :r)
print(try { throw((1, 2)) } catch { e -> e }) # expect: (:throw, (1, 2))
print(try { exit("why") } catch { e -> e }) # expect: (:exit, "why")
print(try { 1 + length(:a) } catch { (class, reason) -> (reason, class) }) # expect: (:badarg, :error)
