import CFuzzer
import Foundation
import Properties

// With `--seeds FOLDER`, writes what the fuzzer starts from.
if writeSeeds([], words: []) { exit(0) }
var count = CommandLine.argc
var arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>? = CommandLine.unsafeArgv
exit(
    LLVMFuzzerRunDriver(&count, &arguments) { data, size in
        insist(checkContents, data, size)
    })
