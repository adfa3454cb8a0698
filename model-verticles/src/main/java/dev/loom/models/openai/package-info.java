/// Models behind an endpoint that speaks OpenAI's chat completions, as nearly every server does.
///
/// [dev.loom.models.openai.OpenAiProvider] is the door. It writes one request, reads one stream and
/// turns whatever goes wrong into a [dev.loom.api.model.ModelException] that says what to change.
/// It never retries, never follows a redirect and never shows a key.
package dev.loom.models.openai;
