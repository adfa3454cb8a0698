package dev.loom.models.http;

import dev.loom.contracts.config.ModelCapabilities;
import dev.loom.contracts.id.Sha256;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Where a model is, how to be let in, and what it is told with every question.
///
/// @param alias what the model is called inside Loom
/// @param base the API's base, such as `http://localhost:11434/v1`, without a slash at its end
/// @param model the model's id there
/// @param apiKey empty when none is needed
/// @param maxTokens the longest answer
/// @param contextWindow tokens of a question and its answer together; 0 when that is not known
/// @param temperature sent only when it is set and the model takes one
/// @param reasoningEffort empty to leave it to the model
/// @param version of the API; empty for the newest that is known
/// @param capabilities what a person says the model can
/// @param settings what a person changes when something is wrong
public record Endpoint(
    String alias,
    URI base,
    String model,
    String apiKey,
    int maxTokens,
    int contextWindow,
    Optional<Double> temperature,
    String reasoningEffort,
    String version,
    ModelCapabilities capabilities,
    SettingNames settings) {

  /// The names of the settings behind an endpoint, for messages.
  ///
  /// @param baseUrl such as `models.planner.base_url`, or `OPENAI_BASE_URL`
  public record SettingNames(String baseUrl, String model, String apiKey) {
    /// The settings of a `[models.<alias>]` section.
    public static SettingNames forAlias(String alias) {
      var section = "models." + alias + ".";
      return new SettingNames(section + "base_url", section + "model", section + "api_key");
    }
  }

  /// Reads the address of an API.
  ///
  /// @param setting where it was written, for the message
  /// @param pasted ends of a path that lead further than the base, and are taken off should
  ///   somebody have written one too
  /// @return without a slash at its end
  /// @throws IllegalArgumentException saying what is wrong with it
  public static URI base(String setting, String text, List<String> pathSuffixes) {
    URI given;
    try {
      given = new URI(text.strip());
    } catch (URISyntaxException malformed) {
      throw new IllegalArgumentException(
          setting + " is not a URL; it must look like http://host:port/v1");
    }
    var scheme = given.getScheme() == null ? "" : given.getScheme().toLowerCase(Locale.ROOT);
    if (!scheme.equals("http") && !scheme.equals("https")
        || given.getHost() == null
        || given.getRawUserInfo() != null
        || given.getRawQuery() != null
        || given.getRawFragment() != null) {
      throw new IllegalArgumentException(
          setting
              + " must look like http://host:port/v1 (http or https, no user, no query), not "
              + withoutSecrets(given));
    }
    var path = given.getRawPath() == null ? "" : given.getRawPath().replaceAll("/+$", "");
    for (var end : pathSuffixes) {
      if (path.endsWith(end)) {
        path = path.substring(0, path.length() - end.length());
        break;
      }
    }
    return URI.create(scheme + "://" + given.getRawAuthority() + path);
  }

  private static String withoutSecrets(URI given) {
    return given.getHost() == null ? "'" + given.getScheme() + ":…'" : "one at " + given.getHost();
  }

  /// What the endpoint counts requests by: where it is, and the key, told apart by a digest of it.
  String rateLimitKey() {
    return apiKey.isEmpty() ? base.toString() : base + " " + Sha256.hex(apiKey);
  }

  /// Never shows the key.
  @Override
  public String toString() {
    return "Endpoint[" + alias + ": " + model + " at " + base + "]";
  }
}
