package dev.loom.orchestrator.policy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// Programs with many commands, of which some destroy, publish or disclose. A phrase is a program
/// and words that stand among its arguments in this order; `phrases.txt` lists them.
final class SubcommandRules {
  private static final String TABLE = "phrases.txt";

  private static final Map<String, List<List<String>>> BY_PROGRAM = byProgram();

  private SubcommandRules() {}

  private static Map<String, List<List<String>>> byProgram() {
    try (var table = SubcommandRules.class.getResourceAsStream(TABLE)) {
      return new String(table.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.startsWith("#"))
          .map(line -> Arrays.asList(line.split(" ")))
          .collect(Collectors.groupingBy(List::getFirst));
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  static Optional<ActionRisk> assess(ProgramCall call) {
    for (var phrase : BY_PROGRAM.getOrDefault(call.program(), List.of())) {
      if (matches(call, phrase.subList(1, phrase.size()))) {
        return call.highRisk("It destroys, publishes, installs or discloses something");
      }
    }
    return assessUrlInstall(call);
  }

  private static boolean matches(ProgramCall call, List<String> phrase) {
    int matched = 0;
    for (var word : call.words()) {
      if (matched < phrase.size() && matchesWord(word.text(), phrase.get(matched))) {
        matched++;
      }
    }
    return matched == phrase.size();
  }

  private static boolean matchesWord(String word, String matched) {
    return matched.endsWith("*")
        ? word.startsWith(matched.substring(0, matched.length() - 1))
        : word.equals(matched)
            || matched.startsWith("--")
                && word.startsWith(matched)
                && word.charAt(matched.length()) == '=';
  }

  /// What a package manager fetches from an address may run when it is installed.
  private static Optional<ActionRisk> assessUrlInstall(ProgramCall call) {
    boolean installs =
        switch (call.program()) {
          case "npm",
              "pnpm",
              "yarn",
              "bun",
              "npx",
              "bunx",
              "uvx",
              "pip",
              "pip3",
              "pipx",
              "uv",
              "gem",
              "cargo",
              "deno",
              "cpan",
              "cpanm",
              "luarocks",
              "conda",
              "easy_install",
              "poetry",
              "helm" ->
              true;
          default -> false;
        };
    if (installs
        && call.arguments().stream()
            .anyMatch(
                word ->
                    word.contains("://") && !word.startsWith("--registry")
                        || word.startsWith("git+")
                        || word.startsWith("git@")
                        || word.startsWith("github:")
                        || word.startsWith("gist:"))) {
      return call.highRisk("It installs or runs what an address holds");
    }
    return assessContainer(call);
  }

  /// A container that is given the machine's own folders is no container.
  private static Optional<ActionRisk> assessContainer(ProgramCall call) {
    if (!List.of("docker", "podman", "nerdctl", "docker-compose").contains(call.program())) {
      return Optional.empty();
    }
    for (int i = 0; i < call.words().size(); i++) {
      var word = call.argument(i);
      boolean volume = i > 0 && List.of("-v", "--volume", "--mount").contains(call.argument(i - 1));
      var value =
          volume
              ? word
              : word.startsWith("--volume=") || word.startsWith("--mount=")
                  ? word.substring(word.indexOf('=') + 1)
                  : word.startsWith("-v") && word.length() > 2 ? word.substring(2) : "";
      if (value.startsWith("/:")
          || value.startsWith("~")
          || value.contains("docker.sock")
          || value.matches(".*(source|src)=(/|~)(,.*|etc.*|root.*|var.*|home.*|)")
          || value.indexOf(':') > 0
              && !value.startsWith("/tmp")
              && ProtectedPath.isProtected(value.substring(0, value.indexOf(':')))) {
        return call.highRisk("It gives a container the machine's own files");
      }
      if (List.of("--pid", "--net", "--network", "--ipc", "--userns", "--uts").contains(word)
          && call.argument(i + 1).equals("host")) {
        return call.highRisk("It gives a container the machine itself");
      }
    }
    return Optional.empty();
  }
}
