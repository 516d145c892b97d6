import Testing

@testable import MartletCommand

/// The form of the command line that is known without the parser of options.
@Suite struct CommandLineFormTests {
  @Test func noCommandIsTakenForAFile() {
    var commands = ["help", "--help", "-h", ""]
    for subcommand in MartletCommand.configuration.subcommands {
      commands.append(subcommand.configuration.commandName ?? "a name of its own")
    }
    #expect(commands.count > 4)
    for command in commands {
      #expect(CommandLineForm.program(in: ["martlet", command, "x"]) == nil, "\(command)")
    }
  }

  @Test func aFileAndItsArgumentsAreTaken() {
    let file = CommandLineForm.program(in: ["martlet", "a.mt", "--help", "b"])
    #expect(file?.file == "a.mt" && file?.arguments == ["--help", "b"])
    let input = CommandLineForm.program(in: ["martlet", "-"])
    #expect(input?.file == "-" && input?.arguments == [])
    #expect(CommandLineForm.program(in: ["martlet"]) == nil)
  }
}
