package dev.loom.contracts.config;

import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Replaces references to environment variables, and `~` for the user's home directory, in
/// configured values. Error messages complete a sentence that starts with the name of the setting;
/// they contain the reference and never the value of a variable.
public final class EnvironmentReferences {
  private static final Pattern WHOLE = Pattern.compile("\\$\\{([^}]*)\\}|\\$([A-Z][A-Z0-9_]*)");
  private static final Pattern ANY =
      Pattern.compile("\\$(?:(\\$)|\\{([^}]*)\\}?|([A-Za-z_][A-Za-z0-9_]*))");
  private static final String HOME = "~";

  private EnvironmentReferences() {}

  /// Returns the name of the variable if the whole value is a reference: `${NAME}`, or `$NAME` in
  /// capitals. Any other value, such as a key that contains `$`, is literal.
  public static Optional<String> variableIn(String configured) {
    var variable = WHOLE.matcher(configured.strip());
    return variable.matches()
        ? Optional.of(variable.group(1) == null ? variable.group(2) : variable.group(1))
        : Optional.empty();
  }

  /// Returns the value without surrounding white space, or that of the variable it names.
  ///
  /// @throws IllegalArgumentException if the variable is not set
  public static String resolve(String configured, Map<String, String> environment) {
    return variableIn(configured)
        .map(name -> valueOf(name, "is " + configured.strip(), environment))
        .orElseGet(configured::strip);
  }

  /// Replaces `$NAME` and `${NAME}` anywhere, then `~` at the beginning; `$$` stands for a dollar
  /// sign. A reference that would remain as text is an error, because it would become the name of a
  /// directory.
  ///
  /// @throws IllegalArgumentException if a variable is not set
  public static String expand(String configured, Map<String, String> environment) {
    var expanded =
        ANY.matcher(configured.strip())
            .replaceAll(
                found ->
                    Matcher.quoteReplacement(
                        found.group(1) != null
                            ? "$"
                            : valueOf(
                                found.group(2) == null ? found.group(3) : found.group(2),
                                "contains " + found.group(),
                                environment)));
    return expandHome(expanded, environment);
  }

  /// Replaces `~` or `~/` at the beginning by the user's home directory.
  ///
  /// @throws IllegalArgumentException if the home directory is unknown, or that of another user
  public static String expandHome(String path, Map<String, String> environment) {
    if (!path.startsWith(HOME)) {
      return path;
    }
    if (!path.equals(HOME) && !path.startsWith("~/")) {
      throw new IllegalArgumentException(
          "starts with '%s'; write the whole path, or ./ in front of a name with ~"
              .formatted(path.replaceAll("/.*", "")));
    }
    return userHome(environment) + path.substring(HOME.length());
  }

  /// The JVM's own property is `?` for a user without an entry in the user database, as in
  /// containers with an arbitrary user id.
  private static String userHome(Map<String, String> environment) {
    var home = environment.getOrDefault("HOME", "");
    var known = home.isBlank() ? System.getProperty("user.home", "") : home;
    if (known.isBlank() || known.equals("?")) {
      throw new IllegalArgumentException(
          "starts with ~, but the user's home directory is unknown; set HOME, or write the whole"
              + " path");
    }
    return known;
  }

  private static String valueOf(String name, String use, Map<String, String> environment) {
    var value = environment.getOrDefault(name, "").strip();
    if (value.isEmpty()) {
      throw new IllegalArgumentException(
          "%s, but the environment variable %s is not set. Set it, or write the value itself."
              .formatted(use, name));
    }
    return value;
  }
}
