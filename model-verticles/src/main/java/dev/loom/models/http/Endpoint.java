package dev.loom.models.http;

import dev.loom.contracts.config.CapabilityOverrides;
import dev.loom.contracts.config.ModelConfig;
import dev.loom.contracts.id.Sha256;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;

/// The address, credentials and request parameters of a model.
///
/// @param alias the model's name inside Loom
/// @param base the base URL of the API, such as `http://localhost:11434/v1`, without a trailing
///   slash and query
/// @param query the query of every request, such as Azure's `api-version=2024-10-21`; often empty
/// @param model the model's id at the endpoint
/// @param apiKey the API key; empty if none is needed
/// @param generation limits and parameters of a response
/// @param version the API version; empty for the newest supported one
/// @param capabilities configured capabilities of the model
/// @param settings names of the settings that error messages refer to
public record Endpoint(
    String alias,
    URI base,
    String query,
    String model,
    String apiKey,
    ModelConfig.Generation generation,
    String version,
    CapabilityOverrides capabilities,
    SettingNames settings) {
  private static final int PORT_MAX = 65_535;

  /// @param base the base URL, with the query if there is one
  public Endpoint(
      String alias,
      URI base,
      String model,
      String apiKey,
      ModelConfig.Generation generation,
      String version,
      CapabilityOverrides capabilities,
      SettingNames settings) {
    this(
        alias,
        URI.create(base.toString().split("\\?", 2)[0]),
        base.getRawQuery() == null ? "" : base.getRawQuery(),
        model,
        apiKey,
        generation,
        version,
        capabilities,
        settings);
  }

  /// The names of an endpoint's settings, for error messages.
  ///
  /// @param baseUrl a name such as `models.planner.base_url` or `OPENAI_BASE_URL`
  public record SettingNames(String baseUrl, String model, String apiKey) {
    /// Returns the setting names of a `[models.<alias>]` section.
    public static SettingNames forAlias(String alias) {
      var section = "models." + alias + ".";
      return new SettingNames(section + "base_url", section + "model", section + "api_key");
    }
  }

  /// Parses and normalizes a base URL.
  ///
  /// @param setting the name of the setting, for the error message
  /// @param pathSuffixes suffixes to strip when a full request URL was pasted
  /// @param rootPath the path to use if the URL has none
  /// @return the URL without a trailing slash, with its query
  /// @throws IllegalArgumentException if the URL is invalid; the message says why
  public static URI parseBase(
      String setting, String text, List<String> pathSuffixes, String rootPath) {
    URI url;
    try {
      url = new URI(text.strip());
    } catch (URISyntaxException ignored) {
      throw new IllegalArgumentException(
          setting + " is not a URL; it must look like http://host:port/v1");
    }
    var scheme = url.getScheme() == null ? "" : url.getScheme().toLowerCase(Locale.ROOT);
    if (!scheme.equals("http") && !scheme.equals("https")
        || url.getHost() == null
        || url.getRawUserInfo() != null
        || url.getRawFragment() != null) {
      throw new IllegalArgumentException(
          "%s must look like http://host:port/v1 (http or https, no user, no fragment), not %s"
              .formatted(setting, describeWithoutSecrets(url)));
    }
    if (url.getPort() == 0 || url.getPort() > PORT_MAX) {
      throw new IllegalArgumentException(setting + " must have a port from 1 to " + PORT_MAX);
    }
    var path = url.getRawPath() == null ? "" : url.getRawPath().replaceAll("/+$", "");
    for (var suffix : pathSuffixes) {
      if (path.endsWith(suffix)) {
        path = path.substring(0, path.length() - suffix.length());
        break;
      }
    }
    return URI.create(
        scheme
            + "://"
            + url.getRawAuthority()
            + (path.isEmpty() ? rootPath : path)
            + (url.getRawQuery() == null ? "" : "?" + url.getRawQuery()));
  }

  private static String describeWithoutSecrets(URI url) {
    return url.getHost() == null ? "'" + url.getScheme() + ":…'" : "one at " + url.getHost();
  }

  /// Returns the URL of a path below the base URL.
  String url(String path) {
    return base + path + (query.isEmpty() ? "" : "?" + query);
  }

  /// Returns whether this is an Azure resource, whose keys are sent in the header `api-key`.
  boolean isAzure() {
    return query.contains("api-version=") || base.getHost().endsWith(".azure.com");
  }

  /// Returns the key under which the endpoint counts requests: its address and a hash of the API
  /// key.
  String rateLimitKey() {
    return apiKey.isEmpty() ? base.toString() : base + " " + Sha256.hex(apiKey);
  }

  /// Omits the API key.
  @Override
  public String toString() {
    return "Endpoint[" + alias + ": " + model + " at " + base + "]";
  }
}
