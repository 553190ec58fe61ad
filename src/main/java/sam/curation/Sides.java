package sam.curation;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Which answer of a pair stands on the left: a coin that nobody can foresee and everybody can check afterwards,
/// HMAC-SHA256(seed, pair id, session).
record Sides(String seed, String session) {
    boolean chosenOnLeft(long pair) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(seed.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            mac.update(ByteBuffer.allocate(Long.BYTES).putLong(0, pair));
            return (mac.doFinal(session.getBytes(StandardCharsets.UTF_8))[0] & 1) == 0;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java runtime has HmacSHA256", e);
        }
    }
}
