package dev.loom.cli.commands;

import dev.loom.cli.screen.Screen;
import dev.loom.contracts.config.LoomConfig;
import dev.loom.contracts.error.ServiceException;
import dev.loom.contracts.model.CheckModels;
import dev.loom.contracts.model.ListEndpointModels;
import dev.loom.engine.ModelDiagnostics;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/// Runs `loom setup`: selects a model, checks it with a small request and writes the configuration.
///
/// @param options settings from the command line; empty fields are prompted for
/// @param prompt asks the user; empty without a terminal or with `--yes`
/// @param overwrite whether to replace an existing file without confirmation
record ModelSetup(
    ModelSettings options,
    Optional<UserPrompt> prompt,
    boolean overwrite,
    ConfigFileWriter file,
    LoomConfig config,
    Map<String, String> environment,
    PrintWriter out) {
  static final List<String> PROVIDERS =
      List.of("ollama", "openai_compatible", "anthropic", "builtin");
  private static final Map<String, String> BASE_URLS =
      Map.of(
          "ollama", "http://localhost:11434",
          "openai_compatible", "https://api.openai.com/v1",
          "anthropic", "https://api.anthropic.com");
  private static final Map<String, String> KEY_VARIABLES =
      Map.of("openai_compatible", "OPENAI_API_KEY", "anthropic", "ANTHROPIC_API_KEY");
  private static final Pattern VARIABLE = Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,127}");
  private static final int CHOICES_SHOWN_MAX = 30;

  /// Returns the exit code.
  int run() throws InterruptedException {
    if (file.exists() && prompt.isEmpty() && !overwrite) {
      out.println(file.path() + " already exists. Pass --yes to replace it and keep a backup.");
      return ExitCode.FAILED;
    }
    var settings = settings();
    var check = check(settings);
    print(check);
    if (!check.problems().isEmpty() && !confirm("The check failed. Write the configuration anyway?")
        || file.exists()
            && !overwrite
            && !confirm(file.path() + " already exists. Replace it and keep a backup?")) {
      out.println("Nothing was written.");
      return ExitCode.FAILED;
    }
    write(settings);
    return check.problems().isEmpty() ? ExitCode.COMPLETED : ExitCode.FAILED;
  }

  private boolean confirm(String question) {
    return prompt.map(userPrompt -> userPrompt.confirm(question)).orElse(false);
  }

  private ModelSettings settings() throws InterruptedException {
    var provider = provider();
    if (provider.equals("builtin")) {
      return new ModelSettings(provider, "", "", "", "");
    }
    var baseUrl = baseUrl(provider);
    var settings = resolveKey(provider, new ModelSettings(provider, baseUrl, "", "", ""));
    return settings.withModel(options.model().isEmpty() ? chooseModel(settings) : options.model());
  }

  private String provider() {
    var provider = options.provider();
    if (provider.isEmpty()) {
      var terminal = requirePrompt("--provider");
      print(PROVIDERS);
      do {
        provider = choose("Provider", PROVIDERS, terminal);
      } while (!isKnown(provider, out::println));
    }
    isKnown(
        provider,
        problem -> {
          throw new IllegalArgumentException(problem);
        });
    return provider.equals("openai") ? "openai_compatible" : provider;
  }

  private static boolean isKnown(String provider, Consumer<String> problems) {
    var known = PROVIDERS.contains(provider) || provider.equals("openai");
    if (!known) {
      problems.accept(
          "The provider is one of " + String.join(", ", PROVIDERS) + ", not '" + provider + "'.");
    }
    return known;
  }

  private void print(List<String> choices) {
    for (int index = 0; index < Math.min(CHOICES_SHOWN_MAX, choices.size()); index++) {
      out.printf("%3d  %s%n", index + 1, Screen.sanitize(choices.get(index)));
    }
    if (choices.size() > CHOICES_SHOWN_MAX) {
      out.println("     and " + (choices.size() - CHOICES_SHOWN_MAX) + " more");
    }
    out.flush();
  }

  /// Asks for a choice by its number, or for any other text.
  private static String choose(String title, List<String> choices, UserPrompt terminal) {
    var proposed = choices.isEmpty() ? "" : choices.getFirst();
    var input = terminal.ask(title + ", by number or name", proposed);
    var number = input.matches("[0-9]{1,4}") ? Integer.parseInt(input) : 0;
    return number >= 1 && number <= choices.size() ? choices.get(number - 1) : input;
  }

  private UserPrompt requirePrompt(String option) {
    return prompt.orElseThrow(
        () ->
            new IllegalArgumentException(
                "There is no terminal to ask on, so " + option + " is required."));
  }

  private String baseUrl(String provider) {
    if (!options.baseUrl().isEmpty()) {
      return options.baseUrl();
    }
    var defaultValue = BASE_URLS.get(provider);
    return prompt.map(userPrompt -> userPrompt.ask("Address", defaultValue)).orElse(defaultValue);
  }

  private ModelSettings resolveKey(String provider, ModelSettings settings) {
    var defaultValue =
        BASE_URLS.get(provider).equals(settings.baseUrl())
            ? KEY_VARIABLES.getOrDefault(provider, "")
            : "";
    if (!options.keyVariable().isEmpty() || prompt.isEmpty()) {
      var variable = options.keyVariable().isEmpty() ? defaultValue : options.keyVariable();
      requireVariable(variable);
      return settings.withKey(variable, environment.getOrDefault(variable, "").strip());
    }
    var variable = askVariable(prompt.get(), defaultValue.isEmpty() ? "-" : defaultValue);
    if (!variable.equals("-")) {
      var key = environment.getOrDefault(variable, "").strip();
      if (!key.isEmpty()) {
        return settings.withKey(variable, key);
      }
      out.println(variable + " is not set here.");
    }
    var key = prompt.get().askSecret("Key (not shown; empty for none)");
    return key.isEmpty()
        ? settings
        : settings.withKey(
            variable.equals("-")
                ? KEY_VARIABLES.getOrDefault(provider, "LOOM_MODEL_KEY")
                : variable,
            key);
  }

  private String askVariable(UserPrompt terminal, String defaultValue) {
    while (true) {
      var name =
          terminal.ask(
              "Environment variable that holds the key (- for none, or to type the key)",
              defaultValue);
      if (name.equals("-") || VARIABLE.matcher(name).matches()) {
        return name;
      }
      // The value may be the key itself, so the message does not repeat it.
      out.println("This is not the name of a variable, such as OPENAI_API_KEY.");
    }
  }

  private static void requireVariable(String name) {
    if (!name.isEmpty() && !VARIABLE.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "--api-key-env takes the NAME of an environment variable, such as OPENAI_API_KEY.");
    }
  }

  /// Lets the user choose from the models that the endpoint lists.
  private String chooseModel(ModelSettings settings) throws InterruptedException {
    List<String> models;
    try {
      models =
          ModelDiagnostics.listModels(
              new ListEndpointModels(settings.provider(), settings.baseUrl(), settings.key()));
    } catch (ServiceException failure) {
      out.println(Screen.sanitize(failure.getMessage()));
      return requirePrompt("--model").ask("Model", "");
    }
    print(models);
    return choose("Model", models, requirePrompt("--model (one of the above)"));
  }

  private CheckModels.ModelCheck check(ModelSettings settings) throws InterruptedException {
    out.println("Checking the model …");
    out.flush();
    var key = settings.key().isEmpty() ? settings.keyReference() : settings.key();
    var singleModel = config.withModels(Map.of(ModelSettings.ALIAS, settings.toModelConfig(key)));
    return ModelDiagnostics.check(singleModel, environment).getFirst();
  }

  private void print(CheckModels.ModelCheck check) {
    if (!check.response().isEmpty()) {
      out.println("Response: " + Screen.sanitize(check.response()));
    }
    check.problems().forEach(problem -> out.println("✗ " + Screen.sanitize(problem)));
    out.flush();
  }

  private void write(ModelSettings settings) {
    var keyWasTyped =
        !settings.key().isEmpty()
            && !settings.key().equals(environment.getOrDefault(settings.keyVariable(), "").strip());
    var withKey =
        keyWasTyped && confirm("Write the key itself into the file, readable by you only?");
    var backup = file.write(settings.toToml(withKey));
    backup.ifPresent(backupFile -> out.println("Backup of the previous file: " + backupFile));
    out.println("Written: " + file.path());
    if (keyWasTyped && !withKey) {
      out.println("Set " + settings.keyVariable() + " to the key before starting loom.");
    }
  }
}
