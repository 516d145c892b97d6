# Arguments and the environment.
#? args: one two --three
print(System.argv()) # expect: ["one", "two", "--three"]
System.put_env("MARTLET_TEST_VARIABLE", "a=b")
print(System.get_env("MARTLET_TEST_VARIABLE"), Map.get(System.env(), "MARTLET_TEST_VARIABLE")) # expect: a=b a=b
System.delete_env("MARTLET_TEST_VARIABLE")
print(System.get_env("MARTLET_TEST_VARIABLE"), System.get_env("MARTLET_TEST_VARIABLE", "none")) # expect: nil none
print(try { System.put_env("A=B", "x") } catch { (:error, reason) -> reason }) # expect: :badarg
