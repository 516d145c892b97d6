// swift-tools-version: 6.1
import PackageDescription

/// What every target of the package is compiled with; flags that would make the package
/// unusable as a dependency have no place here.
let settings: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .enableUpcomingFeature("ExistentialAny"),
]

// Where readline is no part of the system, its own file tells where it is.
#if os(macOS)
let readlineConfiguration: String? = "readline"
#else
let readlineConfiguration: String? = nil
#endif

let package = Package(
  name: "martlet",
  platforms: [.macOS(.v15)],
  products: [
    .executable(name: "martlet", targets: ["MartletCommand"]),
    .library(name: "Martlet", targets: ["Martlet"]),
    .library(name: "MartletEmbedding", targets: ["MartletEmbedding"]),
    .library(name: "MartletFoundation", targets: ["MartletFoundation"]),
    .library(name: "MartletREPL", targets: ["MartletREPL"]),
    .library(name: "MartletSyntax", targets: ["MartletSyntax"]),
    .library(name: "MartletRuntime", targets: ["MartletRuntime"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.5.0"),
    .package(url: "https://github.com/attaswift/BigInt", from: "6.0.0"),
  ],
  targets: [
    // Ground: text to tree, and the contract between compiler and runtime.
    .target(name: "MartletSyntax", swiftSettings: settings),
    .target(name: "MartletBytecode", swiftSettings: settings),
    .target(
      name: "MartletCompiler",
      dependencies: ["MartletSyntax", "MartletBytecode"],
      swiftSettings: settings
    ),

    // The virtual machine. It runs bytecode and never sees the compiler.
    .target(name: "CMartletPlatform"),
    .target(
      name: "MartletRuntime",
      dependencies: [
        "MartletBytecode", "CMartletPlatform", .product(name: "BigInt", package: "BigInt"),
      ],
      swiftSettings: settings
    ),

    // The library in the language itself, compiled and embedded at build time.
    .target(
      name: "MartletStdlib",
      swiftSettings: settings,
      plugins: ["EmbedStdlibPlugin"]
    ),
    // Without the runtime, which each build would have to compile twice for it.
    .executableTarget(
      name: "embed-stdlib",
      dependencies: ["MartletSyntax", "MartletBytecode", "MartletCompiler"],
      swiftSettings: settings
    ),
    .plugin(
      name: "EmbedStdlibPlugin",
      capability: .buildTool(),
      dependencies: ["embed-stdlib"],
      path: "Sources/EmbedStdlibPlugin"
    ),

    // A machine that runs bytecode inside a Swift program, without the compiler.
    .target(
      name: "MartletEmbedding",
      dependencies: [
        "MartletRuntime", "MartletStdlib", "MartletBytecode",
        .product(name: "BigInt", package: "BigInt"),
      ],
      // A method that only Foundation has, which BigInt brings into sight, would link all of it.
      swiftSettings: settings + [.enableUpcomingFeature("MemberImportVisibility")]
    ),
    // What Foundation's types are in scripts, for programs that use Foundation anyway.
    .target(
      name: "MartletFoundation",
      dependencies: ["MartletEmbedding"],
      swiftSettings: settings
    ),

    // What a Swift program imports, and the command.
    .target(
      name: "Martlet",
      dependencies: [
        "MartletSyntax", "MartletBytecode", "MartletCompiler", "MartletRuntime", "MartletStdlib",
        "MartletEmbedding",
      ],
      swiftSettings: settings
    ),
    // The interactive shell's devices; they know lines and keys but no library for editing them.
    .target(
      name: "MartletREPL",
      dependencies: ["Martlet", "MartletSyntax", "MartletRuntime"],
      // A method that only Foundation has, which BigInt brings into sight, would link all of it.
      swiftSettings: settings + [.enableUpcomingFeature("MemberImportVisibility")]
    ),
    .systemLibrary(
      name: "CReadline",
      pkgConfig: readlineConfiguration,
      providers: [.apt(["libreadline-dev"]), .brew(["readline"])]
    ),
    .executableTarget(
      name: "MartletCommand",
      dependencies: [
        "Martlet", "MartletREPL", "MartletSyntax", "MartletBytecode", "MartletCompiler",
        "MartletRuntime", "CReadline",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: settings,
      // Readline's archive leaves the terminal's capabilities to this library.
      linkerSettings: [.linkedLibrary("tinfo", .when(platforms: [.linux]))]
    ),

    // Examples of programs with Martlet inside; nobody's dependencies.
    .executableTarget(
      name: "RulesExample",
      dependencies: [
        "Martlet", .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      path: "examples/embedding",
      exclude: ["README.md", "orders.json", "rules"],
      swiftSettings: settings
    ),
    .executableTarget(
      name: "PluginsExample",
      dependencies: [
        "Martlet", .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      path: "examples/plugins",
      exclude: ["README.md", "plugin.mt", "plugins"],
      swiftSettings: settings
    ),

    // Tests.
    .target(
      name: "TestSupport",
      path: "Tests/TestSupport",
      swiftSettings: settings
    ),
    .testTarget(
      name: "SyntaxTests",
      dependencies: ["MartletSyntax", "TestSupport"],
      swiftSettings: settings
    ),
    .testTarget(
      name: "BytecodeTests",
      dependencies: ["MartletBytecode", "TestSupport"],
      swiftSettings: settings
    ),
    .testTarget(
      name: "CompilerTests",
      dependencies: ["MartletCompiler", "MartletSyntax", "MartletBytecode", "TestSupport"],
      swiftSettings: settings
    ),
    .testTarget(
      name: "RuntimeTests",
      dependencies: [
        "MartletRuntime", "MartletBytecode", "TestSupport",
        .product(name: "BigInt", package: "BigInt"),
      ],
      swiftSettings: settings
    ),
    .testTarget(
      name: "StdlibTests",
      dependencies: ["MartletCommand", "MartletStdlib", "TestSupport"],
      exclude: ["actors", "shell"],
      swiftSettings: settings
    ),
    .testTarget(
      name: "LibraryTests",
      dependencies: ["Martlet", "MartletStdlib", "TestSupport"],
      swiftSettings: settings
    ),
    .testTarget(
      name: "EmbeddingTests",
      dependencies: [
        "Martlet", "MartletEmbedding", "MartletFoundation", "MartletRuntime", "MartletBytecode",
        "MartletStdlib", "TestSupport", .product(name: "BigInt", package: "BigInt"),
      ],
      exclude: ["sandbox"],
      swiftSettings: settings
    ),
    .testTarget(
      name: "REPLTests",
      dependencies: [
        "MartletCommand", "Martlet", "MartletREPL", "MartletRuntime", "MartletSyntax",
        "TestSupport",
      ],
      swiftSettings: settings
    ),
    .testTarget(
      name: "CommandTests",
      dependencies: [
        "MartletCommand", "Martlet", "MartletREPL", "MartletRuntime", "MartletSyntax",
        "TestSupport",
      ],
      swiftSettings: settings
    ),
    .testTarget(
      name: "ConformanceTests",
      dependencies: ["MartletCommand", "TestSupport"],
      exclude: ["programs"],
      swiftSettings: settings
    ),
    .testTarget(
      name: "SoakTests",
      dependencies: [
        "MartletCommand", "Martlet", "MartletRuntime", "MartletSyntax", "MartletBytecode",
        "MartletCompiler",
        "TestSupport",
      ],
      exclude: ["programs"],
      swiftSettings: settings
    ),
    .testTarget(
      name: "FuzzTests",
      dependencies: [
        "Martlet", "MartletRuntime", "MartletSyntax", "MartletBytecode", "MartletCompiler",
        "TestSupport",
      ],
      swiftSettings: settings
    ),
    // Builds a package that depends on this one, with the programs of the documentation.
    .testTarget(
      name: "DependantTests",
      dependencies: ["MartletCommand", "MartletRuntime", "TestSupport"],
      swiftSettings: settings
    ),
    .testTarget(
      name: "ExamplesTests",
      dependencies: ["MartletCommand", "RulesExample", "PluginsExample", "TestSupport"],
      swiftSettings: settings
    ),
  ]
)
