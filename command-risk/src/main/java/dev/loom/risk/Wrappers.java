package dev.loom.risk;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Finds the program in calls of programs that run another program, such as `env` or `docker run`.
final class Wrappers {
  /// @param optionsWithValue the options that take the next word as their value
  /// @param operands the number of words between the options and the program
  private record Wrapper(Set<String> optionsWithValue, int operands) {}

  /// Limits the words after a runner that are tried as its program.
  private static final int POSITIONS_MAX = 40;

  private static final Map<String, Wrapper> WRAPPERS =
      Map.ofEntries(
          wrapper("env", 0, "-u", "--unset", "-C", "--chdir", "-P"),
          wrapper("genv", 0, "-u", "--unset", "-C", "--chdir"),
          wrapper("command", 0),
          wrapper("builtin", 0),
          wrapper("exec", 0, "-a"),
          wrapper("nohup", 0),
          wrapper("time", 0, "-f", "--format", "-o", "--output"),
          wrapper("gtime", 0, "-f", "-o"),
          wrapper("nice", 0, "-n", "--adjustment"),
          wrapper("ionice", 0, "-c", "-n", "--class", "--classdata"),
          wrapper("chrt", 1, "-T", "-P", "-D"),
          wrapper("taskset", 1),
          wrapper("timeout", 1, "-s", "--signal", "-k", "--kill-after"),
          wrapper("gtimeout", 1, "-s", "--signal", "-k", "--kill-after"),
          wrapper("stdbuf", 0, "-i", "-o", "-e", "--input", "--output", "--error"),
          wrapper("setsid", 0),
          wrapper("unbuffer", 0),
          wrapper("caffeinate", 0, "-t", "-w"),
          wrapper("flock", 1, "-w", "--timeout", "--wait", "-E"),
          wrapper("busybox", 0),
          wrapper("toybox", 0),
          wrapper("watch", 0, "-n", "--interval"),
          wrapper("strace", 0, "-e", "-o", "-p", "-s", "-E", "-u", "-a", "-O", "-S", "-P", "-I"),
          wrapper("ltrace", 0, "-e", "-o", "-p", "-s", "-u", "-a", "-l", "-n", "-x"),
          wrapper("xvfb-run", 0, "-n", "-s", "-e", "-f"),
          wrapper("valgrind", 0),
          wrapper("setarch", 1),
          wrapper("linux64", 0),
          wrapper("faketime", 1),
          wrapper("fakeroot", 0),
          wrapper("proxychains", 0),
          wrapper("torsocks", 0),
          wrapper("dbus-run-session", 0),
          wrapper("systemd-run", 0, "-p", "--unit", "-u"),
          wrapper("systemd-inhibit", 0),
          wrapper("prlimit", 0),
          wrapper("cpulimit", 0, "-l", "-p"),
          wrapper("chpst", 0, "-u"),
          wrapper("softlimit", 0),
          wrapper("rlwrap", 0),
          wrapper("catchsegv", 0),
          wrapper("noglob", 0),
          wrapper("nocorrect", 0),
          wrapper("-", 0),
          wrapper("dotenv", 0, "-e", "-f"),
          wrapper("direnv", 2),
          wrapper("cross-env", 0),
          wrapper(
              "xargs",
              0,
              "-I",
              "-n",
              "-P",
              "-L",
              "-s",
              "-d",
              "-a",
              "-E",
              "--max-args",
              "--max-procs",
              "--max-lines",
              "--max-chars",
              "--delimiter",
              "--arg-file",
              "--replace",
              "--process-slot-var",
              "-J",
              "-R",
              "-S"));

  /// Runners whose program may follow options, images, hosts or names.
  private static final Set<String> RUNNERS =
      Set.of(
          "npx",
          "bunx",
          "pnpx",
          "uvx",
          "parallel",
          "entr",
          "fd",
          "fdfind",
          "perf",
          "numactl",
          "firejail",
          "bwrap",
          "hyperfine",
          "gdb",
          "lldb",
          "rr",
          "script",
          "expect",
          "screen",
          "tmux",
          "concurrently",
          "nodemon",
          "watchexec",
          "chronic",
          "sem",
          "rush",
          "wsl",
          "adb",
          "start",
          "open",
          "xdg-open",
          "gtk-launch",
          "mise",
          "asdf",
          "nix-shell",
          "nix",
          "guix",
          "proot",
          "lxc",
          "lxc-attach",
          "incus",
          "vagrant",
          "ts",
          "batch");

  /// Runners of which only these subcommands run a program.
  private static final Map<String, Set<String>> RUNNER_SUBCOMMANDS =
      Map.ofEntries(
          Map.entry("docker", Set.of("run", "exec")),
          Map.entry("podman", Set.of("run", "exec", "unshare")),
          Map.entry("nerdctl", Set.of("run", "exec")),
          Map.entry("docker-compose", Set.of("run", "exec")),
          Map.entry("kubectl", Set.of("exec", "run", "debug")),
          Map.entry("oc", Set.of("exec", "run", "rsh", "debug")),
          Map.entry("npm", Set.of("exec", "x")),
          Map.entry("pnpm", Set.of("exec", "dlx")),
          Map.entry("yarn", Set.of("exec", "dlx")),
          Map.entry("bun", Set.of("x")),
          Map.entry("uv", Set.of("run", "tool")),
          Map.entry("poetry", Set.of("run")),
          Map.entry("pipenv", Set.of("run")),
          Map.entry("pdm", Set.of("run")),
          Map.entry("hatch", Set.of("run")),
          Map.entry("rye", Set.of("run")),
          Map.entry("pixi", Set.of("run")),
          Map.entry("conda", Set.of("run")),
          Map.entry("mamba", Set.of("run")),
          Map.entry("bundle", Set.of("exec")),
          Map.entry("heroku", Set.of("run", "run:detached")),
          Map.entry("fly", Set.of("ssh", "console")),
          Map.entry("rustup", Set.of("run")),
          Map.entry("opam", Set.of("exec")),
          Map.entry("stack", Set.of("exec")),
          Map.entry("cabal", Set.of("exec")),
          Map.entry("op", Set.of("run")),
          Map.entry("doppler", Set.of("run")),
          Map.entry("chamber", Set.of("exec")),
          Map.entry("aws-vault", Set.of("exec")));

  /// Program names that are common arguments; they count only directly after the runner.
  private static final Set<String> AMBIGUOUS =
      Set.of(".", "init", "format", "route", "security", "net", "reg", "at", "defaults", "r", "np");

  private Wrappers() {}

  private static Map.Entry<String, Wrapper> wrapper(
      String name, int operands, String... optionsWithValue) {
    return Map.entry(name, new Wrapper(Set.of(optionsWithValue), operands));
  }

  /// @return whether the program only runs the program that follows it
  static boolean isWrapper(String program) {
    return WRAPPERS.containsKey(program);
  }

  /// @return the index of the wrapped program among the arguments, or empty when the wrapper only
  ///   looks a program up
  static Optional<Integer> programPosition(String wrapper, List<Word> words) {
    var rule = WRAPPERS.get(wrapper);
    int at = 0;
    while (at < words.size()
        && (words.get(at).text().startsWith("-") && words.get(at).text().length() > 1
            || words.get(at).unquotedAssignmentEnd() > 0)) {
      var word = words.get(at).text();
      if (wrapper.equals("command") && (word.equals("-v") || word.equals("-V"))) {
        return Optional.empty();
      }
      at += rule.optionsWithValue().contains(word) ? 2 : 1;
    }
    return Optional.of(Math.min(at + rule.operands(), words.size()));
  }

  /// @return whether the runner adds arguments from its input
  static boolean suppliesArguments(String program) {
    return program.equals("parallel") || program.equals("sem") || program.equals("rush");
  }

  /// @return the indices of the arguments that may be the program of a runner
  static List<Integer> candidatePositions(ProgramCall call) {
    var subcommands = RUNNER_SUBCOMMANDS.get(call.program());
    var positions = new ArrayList<Integer>();
    boolean programExpected = RUNNERS.contains(call.program());
    for (int i = 0; i < Math.min(call.words().size(), POSITIONS_MAX); i++) {
      if (programExpected
          && !call.argument(i).startsWith("-")
          && !call.words().get(i).isSupplied()
          && (positions.isEmpty() || !AMBIGUOUS.contains(call.argument(i)))) {
        positions.add(i);
      }
      programExpected |= subcommands != null && subcommands.contains(call.argument(i));
    }
    return positions;
  }
}
