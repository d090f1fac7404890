/**
 * Ratios are price / price in the primary currency. People read the way round that is above one: 83 rupees to a dollar,
 * not 0.012 dollars to a rupee.
 */

/** @returns {number} the ratio the way round that its column is read */
export function readable(ratio, median) {
    return median < 1 ? 1 / ratio : ratio;
}

/** @returns {number} how far a ratio is from the median, in percent: above 0 is dearer than usual */
export function deviation(ratio, median) {
    return (ratio / median - 1) * 100;
}

/** @returns {number} digits after the point that tell ratios of this size apart */
export function ratioDigits(value) {
    if (value >= 1000) {
        return 0;
    }
    if (value >= 10) {
        return 2;
    }
    return value >= 0.1 ? 3 : 5;
}
