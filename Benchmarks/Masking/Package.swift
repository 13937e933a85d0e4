// swift-tools-version: 6.2

import PackageDescription

// A package of its own, with the masker's sources behind links: so it builds in seconds, without the server's
// dependencies, and the product keeps its one executable.
let package = Package(
    name: "masking-benchmark",
    platforms: [.macOS(.v15)],
    targets: [
        .executableTarget(name: "masking-benchmark", dependencies: ["SlipwayMasking"]),
        .target(name: "CSlipway"),
        .target(name: "SlipwayMasking", dependencies: ["CSlipway"]),
    ],
    swiftLanguageModes: [.v6]
)

for target in package.targets {
    target.swiftSettings = [
        .enableUpcomingFeature("ExistentialAny"),
        .enableUpcomingFeature("MemberImportVisibility"),
        .enableUpcomingFeature("InternalImportsByDefault"),
        .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
        .treatAllWarnings(as: .error),
    ]
}
