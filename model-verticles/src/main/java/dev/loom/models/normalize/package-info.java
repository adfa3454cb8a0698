/// What weak models get wrong, read as it was meant wherever that is certain.
///
/// [dev.loom.models.normalize.ResponseNormalizer] is the door for a whole answer,
/// [dev.loom.models.normalize.ArgumentNormalizer] for the arguments of one tool call,
/// [dev.loom.models.normalize.ReasoningSplitter] for content while it arrives, and
/// [dev.loom.models.normalize.ToolNameCodec] for names that an endpoint would not take. Nothing
/// here guesses a value: what cannot be read for sure stays as the model wrote it. Nothing here
/// knows a wire.
package dev.loom.models.normalize;
