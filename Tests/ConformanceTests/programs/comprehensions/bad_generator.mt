# Anything else is (:bad_generator, v).
print(try { for x in 5 { x } } catch { e -> e }) # expect: (:error, (:bad_generator, 5))
print(try { for x in :atom { x } } catch { e -> e }) # expect: (:error, (:bad_generator, :atom))
print(try { for x in (1, 2) { x } } catch { e -> e }) # expect: (:error, (:bad_generator, (1, 2)))
