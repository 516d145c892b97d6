# The main process dies by a link like any other.
spawn_link { exit(:linked_trouble) } # expect stderr: linked_trouble
receive { :never -> :ok }
# expect exit: 1
