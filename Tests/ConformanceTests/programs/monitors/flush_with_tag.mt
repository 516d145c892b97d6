# `demonitor(ref, flush: true)` takes away the message of a monitor that has a tag, too.
let pid = spawn { :ok }
let ref = monitor(pid, tag: :gone)
receive { (:gone, ^ref, _, _, _) as message -> self() ! message }
print(demonitor(ref, flush: true)) # expect: true
print(Process.flush())             # expect: []
