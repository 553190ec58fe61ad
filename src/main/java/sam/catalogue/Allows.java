package sam.catalogue;

import sam.library.LicenceKind;

/// What a licence lets a person do with a model trained on such rows. A first look, not advice.
public enum Allows {
    /// Train, and publish the adapter.
    PUBLISH,
    /// Train, and publish under the same or similar terms, with attribution.
    PUBLISH_ALIKE,
    /// Train, and keep the adapter or give it away without a price.
    TRAIN,
    /// Train, and keep the adapter to yourself.
    PRIVATE,
    /// Each row has a licence of its own, which decides.
    EACH,
    /// Nothing is known: neither, until the person says what they know.
    NEITHER;

    public static Allows of(String licence) {
        if (licence.equals("various")) {
            return EACH;
        }
        if (licence.equalsIgnoreCase("own") || licence.equalsIgnoreCase("mine")) {
            return PUBLISH;
        }
        return switch (LicenceKind.of(licence)) {
            case PUBLIC_DOMAIN, PERMISSIVE, ATTRIBUTION -> PUBLISH;
            case SHARE_ALIKE -> PUBLISH_ALIKE;
            case NON_COMMERCIAL -> TRAIN;
            case RESERVED -> PRIVATE;
            case UNKNOWN -> NEITHER;
        };
    }
}
