import Basis
import Foundation
import Testing

/// What kills, signals, damage and rivals leave of a run.
@Suite(.enabled(if: QScreen.isAvailable, QScreen.explanation))
struct FaultTests {
    @Test func aRunKilledInEveryStageEndsWithTheSameBytes() throws {
        let run = try Run(isFinished: false)
        var random = RandomStream(seed: 2).child("kills")
        var kills = 0
        for stage in Fixture.stages {
            let command = try run.start("--jobs", "2")
            guard try command.waitForMessage("\(stage): ") else {
                // An earlier kill came after the stage's end, which may be the run's end.
                #expect(try command.wait().status == 0)
                continue
            }
            Thread.sleep(forTimeInterval: random.unit() * (stage == "rules" ? 0.3 : 0.03))
            command.signal(SIGKILL)
            if try command.wait().status == -SIGKILL { kills += 1 }
        }
        #expect(kills >= 5, "too few kills met a run at work")
        let last = try run.run()
        #expect(last.status == 0, "\(last.messages)")
        #expect(try run.differencesFromReference() == [])
    }

    @Test func aRunKilledAtRandomInstantsEndsWithTheSameBytes() throws {
        var clock = ContinuousClock.now
        let whole = try Run(isFinished: false)
        #expect(try whole.run("--quiet").status == 0)
        let seconds = (ContinuousClock.now - clock) / .seconds(1)
        let run = try Run(isFinished: false)
        var random = RandomStream(seed: 3).child("instants")
        for _ in 0..<6 {
            clock = .now
            let command = try run.start("--quiet", "--jobs", "1")
            Thread.sleep(forTimeInterval: random.unit() * seconds * 0.6)
            command.signal(SIGKILL)
            let status = try command.wait().status
            #expect(status == -SIGKILL || status == 0)
        }
        #expect(try run.run().status == 0)
        #expect(try run.differencesFromReference() == [])
    }

    @Test(arguments: [SIGINT, SIGTERM, SIGHUP])
    func anInterruptionSaysWhatIsKept(number: Int32) throws {
        let run = try Run(isFinished: false)
        let command = try run.start()
        try #require(try command.waitForMessage("rules: "))
        command.signal(number)
        let outcome = try command.wait()
        #expect(outcome.status == 130)
        #expect(outcome.messages.contains("interrupted: "), "\(outcome.messages)")
        #expect(outcome.messages.contains("kept in \(run.folder)"))
        #expect(outcome.output.isEmpty)
        let next = try run.run().json(as: RunJSON.self)
        #expect(next.upToDate == ["data", "features", "validation", "model", "sweep"])
        #expect(try run.differencesFromReference() == [])
    }

    /// A program that a thread of a job system starts has every signal blocked.
    @Test(arguments: [false, true])
    func aSignalThatTheCallerIgnoresStaysIgnored(othersAreBlocked: Bool) throws {
        let run = try Run(isFinished: false)
        var all = sigset_t()
        var before = sigset_t()
        sigfillset(&all)
        if othersAreBlocked { pthread_sigmask(SIG_BLOCK, &all, &before) }
        // As nohup does, and a shell for a job in the background of a script.
        let command = try RunningCommand(
            program: "/bin/sh",
            arguments: [
                "-c", "trap '' HUP INT; exec \"$0\" run \"$1\" --output \"$2\"",
                try #require(QScreen.binary), run.pipeline, run.folder,
            ])
        if othersAreBlocked { pthread_sigmask(SIG_SETMASK, &before, nil) }
        try #require(try command.waitForMessage("rules: "))
        for number in [SIGHUP, SIGINT, SIGSTOP, SIGCONT] { command.signal(number) }
        let outcome = try command.wait()
        #expect(outcome.status == 0, "\(outcome.messages)")
        #expect(try run.differencesFromReference() == [])
    }

    @Test func aCommandThatKeepsNothingSaysSoWhenInterrupted() throws {
        let command = try QScreen.start([
            "validate", "--dataset", try Fixture.dataset, "--protocol", "random", "--trees",
            "100000",
        ])
        Thread.sleep(forTimeInterval: 1)
        command.signal(SIGTERM)
        let outcome = try command.wait()
        #expect(outcome.status == 130)
        #expect(outcome.messages.contains("interrupted: nothing of this command is kept"))
        #expect(outcome.output.isEmpty)
    }

    @Test func oneDamagedByteIsNamedAndMended() throws {
        let run = try Run()
        try flip(["model/model.h5"], in: run)
        #expect(try run.plan().outdated.contains("model"))
        let outcome = try run.run()
        #expect(outcome.status == 0)
        #expect(outcome.messages.contains("model/model.h5 is damaged"), "\(outcome.messages)")
        // The same bytes come out again, so what reads them stays.
        #expect(try outcome.json(as: RunJSON.self).ran == ["model"])
        #expect(try run.differencesFromReference() == [])
    }

    @Test func damageToEveryArtifactIsNamedAndMended() throws {
        let run = try Run()
        let names = try run.run().json(as: RunJSON.self).artifacts.keys.sorted()
        #expect(names.count > 20)
        try flip(names, in: run)
        let outcome = try run.run()
        #expect(outcome.status == 0)
        for name in names {
            #expect(outcome.messages.contains("\(name) is damaged"), "\(outcome.messages)")
        }
        #expect(try outcome.json(as: RunJSON.self).ran == Fixture.stages)
        #expect(try run.differencesFromReference() == [])
    }

    @Test func missingResultsAreMadeAgain() throws {
        let run = try Run()
        for name in ["sweep/systems.csv", "validation/system.h5"] {
            try FileManager.default.removeItem(atPath: run.folder + "/" + name)
        }
        let outcome = try run.run()
        #expect(outcome.messages.contains("sweep/systems.csv is missing"))
        #expect(outcome.messages.contains("validation/system.h5 is missing"))
        #expect(try outcome.json(as: RunJSON.self).ran == ["validation", "sweep"])
        #expect(try run.differencesFromReference() == [])
    }

    /// A limit on the size of files fails a write the way a full disk does, for root too.
    @Test func writesThatFailLoseNothing() throws {
        let run = try Run(isFinished: false)
        var failures = 0
        for limit in ["4", "64", "256", "2000"] {
            let outcome = try RunningCommand(
                program: "/bin/sh",
                arguments: [
                    "-c", "ulimit -f \(limit); exec \"$0\" \"$@\"", try #require(QScreen.binary),
                    "run", run.pipeline, "--output", run.folder,
                ]
            ).wait()
            guard outcome.status != 0 else { continue }
            failures += 1
            #expect(outcome.status == 74, "\(outcome.messages)")
            #expect(outcome.messages.contains(run.folder))
            #expect(outcome.messages.contains("size limit"))
        }
        #expect(failures >= 2)
        #expect(try run.run().status == 0)
        #expect(try run.differencesFromReference() == [])
    }

    @Test func twoRunsAtOnceAreRefused() throws {
        let run = try Run(isFinished: false)
        let first = try run.start()
        try #require(try first.waitForMessage("features: "))
        // Stopped, so that it cannot end before the second one starts.
        first.signal(SIGSTOP)
        let second = try run.run()
        first.signal(SIGCONT)
        #expect(second.status == 75)
        #expect(second.messages.contains(run.folder))
        #expect(second.output.isEmpty)
        #expect(try first.wait().status == 0)
        #expect(try run.differencesFromReference() == [])
    }

    @Test func aRunThatWaitsBeginsWhenTheOtherEnds() throws {
        let run = try Run(isFinished: false)
        let first = try run.start()
        try #require(try first.waitForMessage("features: "))
        first.signal(SIGSTOP)
        let second = try run.start("--wait")
        try #require(try second.waitForMessage("waiting for process "))
        first.signal(SIGCONT)
        #expect(try first.wait().status == 0)
        let outcome = try second.wait()
        #expect(outcome.status == 0)
        #expect(outcome.text.hasPrefix("nothing to do"))
        #expect(try run.differencesFromReference() == [])
    }

    @Test func aStoppedSweepContinuesAfterItsLastBlock() throws {
        let scratch = try Scratch()
        let stopped = scratch.path("stopped")
        let arguments = [
            "sweep", "--families", "Al-TM-TM", "--divisions", "25", "--block", "64", "--model",
            try Fixture.model, "--output",
        ]
        let whole = try QScreen.run(arguments + [scratch.path("whole")])
        #expect(whole.status == 0)
        let command = try QScreen.start(arguments + [stopped])
        let second = stopped + "/sweep/blocks/block-00001.h5"
        while !FileManager.default.fileExists(atPath: second), command.isRunning {
            Thread.sleep(forTimeInterval: 0.002)
        }
        command.signal(SIGINT)
        let outcome = try command.wait()
        #expect(outcome.status == 130)
        #expect(outcome.messages.contains("kept in \(stopped)"))
        let rest = try QScreen.run(arguments + [stopped])
        #expect(rest.status == 0)
        #expect(rest.messages.contains("did not finish; "), "\(rest.messages)")
        #expect(rest.messages.contains("kept"))
        #expect(try differences(scratch.path("whole"), stopped) == [])
    }

    /// Flips a bit in the middle of files of a run.
    private func flip(_ names: [String], in run: Run) throws {
        for name in names {
            let url = URL(fileURLWithPath: run.folder + "/" + name)
            var bytes = try Data(contentsOf: url)
            bytes[bytes.count / 2] ^= 0x10
            try bytes.write(to: url)
        }
    }
}
