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
final class Phrases {
  private static final String TABLE = "phrases.txt";

  private static final Map<String, List<List<String>>> BY_PROGRAM = byProgram();

  private Phrases() {}

  private static Map<String, List<List<String>>> byProgram() {
    try (var table = Phrases.class.getResourceAsStream(TABLE)) {
      return new String(table.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.startsWith("#"))
          .map(line -> Arrays.asList(line.split(" ")))
          .collect(Collectors.groupingBy(List::getFirst));
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  static Optional<Danger> judge(ProgramCall call) {
    for (var phrase : BY_PROGRAM.getOrDefault(call.program(), List.of())) {
      if (says(call, phrase.subList(1, phrase.size()))) {
        return call.destroys("It destroys, publishes, installs or discloses something");
      }
    }
    return fromUrl(call);
  }

  private static boolean says(ProgramCall call, List<String> phrase) {
    int said = 0;
    for (var word : call.words()) {
      if (said < phrase.size() && isSaid(word.text(), phrase.get(said))) {
        said++;
      }
    }
    return said == phrase.size();
  }

  private static boolean isSaid(String word, String said) {
    return said.endsWith("*")
        ? word.startsWith(said.substring(0, said.length() - 1))
        : word.equals(said)
            || said.startsWith("--") && word.startsWith(said) && word.charAt(said.length()) == '=';
  }

  /// What a package manager fetches from an address may run when it is installed.
  private static Optional<Danger> fromUrl(ProgramCall call) {
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
      return call.destroys("It installs or runs what an address holds");
    }
    return mounts(call);
  }

  /// A container that is given the machine's own folders is no container.
  private static Optional<Danger> mounts(ProgramCall call) {
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
              && ProtectedPath.is(value.substring(0, value.indexOf(':')))) {
        return call.destroys("It gives a container the machine's own files");
      }
      if (List.of("--pid", "--net", "--network", "--ipc", "--userns", "--uts").contains(word)
          && call.argument(i + 1).equals("host")) {
        return call.destroys("It gives a container the machine itself");
      }
    }
    return Optional.empty();
  }
}
