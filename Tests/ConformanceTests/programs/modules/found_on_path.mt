#? flags: -I Tests/ConformanceTests/programs/modules/elsewhere
# A module that is not beside the file is looked for on the paths given with -I.
print(OnPath.greet("you")) # expect: hello you, from elsewhere
