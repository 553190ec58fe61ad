package sam.decode;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/// The widest vectors of this machine, and what every kernel needs of them. Nothing here knows their width.
final class Lanes {
    static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_PREFERRED;
    static final VectorSpecies<Integer> INTS = IntVector.SPECIES_PREFERRED;
    /// Two shorts in the place of an int.
    static final VectorSpecies<Short> PAIRS = ShortVector.SPECIES_PREFERRED;
    /// Floats in a vector: 4, 8 or 16.
    static final int COUNT = FLOATS.length();
    /// Half as wide as the others: as many shorts as there are floats.
    static final VectorSpecies<Short> SHORTS =
            VectorSpecies.of(short.class, jdk.incubator.vector.VectorShape.forBitSize(FLOATS.vectorBitSize() / 2));
    /// 2^112: a half's exponent and fraction moved to a float's places make a number too small by this.
    static final float HALF = 0x1p112f;

    /// All memory, read by address. A segment's class is asked for at every load, and once a JVM has seen segments
    /// of several classes it looks it up each time, at half the speed; this one's is known to the compiler, and
    /// nothing of it is checked. Whoever reads by it must hold what lies there: `Matrix.start`, `KeyValues`.
    @SuppressWarnings("restricted")
    static final MemorySegment MEMORY = MemorySegment.NULL.reinterpret(Long.MAX_VALUE);

    private static final float LOG2_E = 1.442695040888963f;
    private static final float LN2_HIGH = 0.693359375f;
    private static final float LN2_LOW = -2.12194440e-4f;

    private Lanes() {}

    static IntVector ints(long address) {
        return IntVector.fromMemorySegment(INTS, MEMORY, address, ByteOrder.LITTLE_ENDIAN);
    }

    static FloatVector floats(long address) {
        return FloatVector.fromMemorySegment(FLOATS, MEMORY, address, ByteOrder.LITTLE_ENDIAN);
    }

    /// Float16 numbers in the low halves of ints, as floats 2^112 too small; no infinities.
    static FloatVector lowHalves(IntVector pairs) {
        return highHalves(pairs.lanewise(VectorOperators.LSHL, 16));
    }

    /// The same for the high halves.
    static FloatVector highHalves(IntVector pairs) {
        return pairs.lanewise(VectorOperators.ASHR, 3).and(0x8fffe000).reinterpretAsFloats();
    }

    static FloatVector float16(long address) {
        return highHalves(wide(address)).mul(HALF);
    }

    static FloatVector bfloat16(long address) {
        return wide(address).reinterpretAsFloats();
    }

    private static IntVector wide(long address) {
        var shorts = ShortVector.fromMemorySegment(SHORTS, MEMORY, address, ByteOrder.LITTLE_ENDIAN);
        return ((IntVector) shorts.convertShape(VectorOperators.S2I, INTS, 0)).lanewise(VectorOperators.LSHL, 16);
    }

    /// Each short pair's sum and `more`, mod 2^16, as a number with its sign.
    static FloatVector folded(IntVector pairs, int more) {
        var high = pairs.lanewise(VectorOperators.LSHL, 16).add(pairs).add(more << 16);
        return (FloatVector) high.lanewise(VectorOperators.ASHR, 16).convert(VectorOperators.I2F, 0);
    }

    /// The same two shorts in every lane.
    static ShortVector pairs(int code) {
        return IntVector.broadcast(Lanes.INTS, code).reinterpretAsShorts();
    }

    /// Adds the products of eight codes a row.
    static ShortVector quad(
            ShortVector sum, IntVector w, ShortVector c0, ShortVector c1, ShortVector c2, ShortVector c3) {
        var v1 = w.lanewise(VectorOperators.LSHR, 4).reinterpretAsShorts();
        var v2 = w.lanewise(VectorOperators.LSHR, 8).reinterpretAsShorts();
        var v3 = w.lanewise(VectorOperators.LSHR, 12).reinterpretAsShorts();
        return sum.add(w.reinterpretAsShorts().mul(c0).add(v1.mul(c1)))
                .add(v2.mul(c2).add(v3.mul(c3)));
    }

    /// A signed byte of each int, the one that `left` bits bring to the top.
    static FloatVector code(IntVector four, int left) {
        return (FloatVector) four.lanewise(VectorOperators.LSHL, left)
                .lanewise(VectorOperators.ASHR, 24)
                .convert(VectorOperators.I2F, 0);
    }

    /// e^x to 2 units in the last place between -87 and 88, beyond which it is held: x = n·ln 2 + r, 2^n by the
    /// exponent's bits, e^r by a polynomial (Cephes' expf).
    static FloatVector exp(FloatVector x) {
        var held = x.max(-87f).min(88f);
        var shifted = held.mul(LOG2_E).add(12582912f);
        var n = shifted.sub(12582912f);
        var r = n.mul(-LN2_HIGH).add(held);
        r = n.mul(-LN2_LOW).add(r);
        var p = r.mul(1.9875691500e-4f).add(1.3981999507e-3f);
        p = p.fma(r, r.broadcast(8.3334519073e-3f));
        p = p.fma(r, r.broadcast(4.1665795894e-2f));
        p = p.fma(r, r.broadcast(1.6666665459e-1f));
        p = p.fma(r, r.broadcast(5.0000001201e-1f));
        p = p.fma(r.mul(r), r).add(1f);
        var exponent = shifted.reinterpretAsInts().lanewise(VectorOperators.LSHL, 23);
        return p.reinterpretAsInts().add(exponent).reinterpretAsFloats();
    }
}
