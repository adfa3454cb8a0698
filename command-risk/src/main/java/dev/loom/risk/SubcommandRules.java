package dev.loom.risk;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// Assesses programs of which only some subcommands need approval. `subcommands.txt` lists them
/// with the category that chooses the reason.
final class SubcommandRules {
  private static final String TABLE = "subcommands.txt";

  private static final Map<String, List<SubcommandRule>> BY_PROGRAM = byProgram();

  private SubcommandRules() {}

  /// The effect of a subcommand. The table names it in lower case.
  private enum Category {
    CONFIGURE("Changes settings that affect later commands"),
    CREDENTIALS("Creates or changes credentials, keys or access rights"),
    DELETE("Deletes data or resources"),
    DEPLOY("Changes deployed infrastructure or services"),
    DISCLOSE("Reveals secrets or exports data"),
    EXECUTE("Runs code that cannot be analyzed"),
    HISTORY("Rewrites version history or discards changes"),
    HOSTING("Changes a hosted repository or project"),
    INSTALL("Installs or upgrades software"),
    NETWORK("Connects a local port or terminal to a remote service"),
    PRIVILEGE("Gives a container access to the host"),
    PUBLISH("Publishes a package to a public registry"),
    REMOTE("Runs commands on another machine"),
    RESTORE("Overwrites data with an earlier state"),
    SEND("Sends messages or input to other programs"),
    SOURCE("Installs packages from an unverified source"),
    STOP("Stops running services or processes"),
    TRANSFER("Copies files to or from another system"),
    UNINSTALL("Uninstalls software"),
    UNPUBLISH("Withdraws or changes a published package"),
    UPLOAD("Uploads files, images or commits to a shared server");

    private final String effect;

    Category(String effect) {
      this.effect = effect;
    }
  }

  /// A rule of the table.
  ///
  /// @param words the words that appear among the arguments, in this order
  private record SubcommandRule(Category category, String program, List<String> words) {
    static SubcommandRule parse(String line) {
      var columns = List.of(line.split(" +"));
      return new SubcommandRule(
          Category.valueOf(columns.getFirst().toUpperCase(Locale.ROOT)),
          columns.get(1),
          columns.subList(2, columns.size()));
    }
  }

  private static Map<String, List<SubcommandRule>> byProgram() {
    try (var table = SubcommandRules.class.getResourceAsStream(TABLE)) {
      return new String(table.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.startsWith("#"))
          .map(SubcommandRule::parse)
          .collect(Collectors.groupingBy(SubcommandRule::program));
    } catch (IOException exception) {
      throw new UncheckedIOException(exception);
    }
  }

  static Optional<RiskAssessment> assess(ProgramCall call) {
    for (var rule : BY_PROGRAM.getOrDefault(call.program(), List.of())) {
      if (matches(call, rule.words())) {
        return rule.category() == Category.CREDENTIALS
            ? RiskAssessment.high(rule.category().effect, withoutValues(rule))
            : call.highRisk(rule.category().effect);
      }
    }
    return assessUrlInstall(call);
  }

  /// Omits the arguments, which may be passwords or keys.
  private static String withoutValues(SubcommandRule rule) {
    return rule.program() + " " + String.join(" ", rule.words()) + " …";
  }

  private static boolean matches(ProgramCall call, List<String> words) {
    int matched = 0;
    for (var word : call.words()) {
      if (matched < words.size() && matchesWord(word.text(), words.get(matched))) {
        matched++;
      }
    }
    return matched == words.size();
  }

  private static boolean matchesWord(String word, String pattern) {
    return pattern.endsWith("*")
        ? word.startsWith(pattern.substring(0, pattern.length() - 1))
        : word.equals(pattern) || pattern.startsWith("--") && word.startsWith(pattern + "=");
  }

  /// Assesses package managers that fetch from a URL, because an installation can run code.
  private static Optional<RiskAssessment> assessUrlInstall(ProgramCall call) {
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
      return call.highRisk("Installs or runs code from a URL");
    }
    return assessContainer(call);
  }

  /// Assesses containers that receive host directories or namespaces, which removes their
  /// isolation.
  private static Optional<RiskAssessment> assessContainer(ProgramCall call) {
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
        return call.highRisk("Mounts host files into a container");
      }
      if (List.of("--pid", "--net", "--network", "--ipc", "--userns", "--uts").contains(word)
          && call.argument(i + 1).equals("host")) {
        return call.highRisk("Shares host namespaces with a container");
      }
    }
    return Optional.empty();
  }
}
