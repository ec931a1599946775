#!/usr/bin/env bash
# Make the bundled release, and the twin its held-out figures come from, out of the official files.
#
#   release/build.sh DATA WORK
#
# DATA  folder of the official downloads: onet/ esco/ naics/ bls/ firms/ crosswalks/
# WORK  folder for everything made on the way; a run that was stopped goes on from there
set -euo pipefail
data=$1
work=$2
cd "$(dirname "$0")/.."
mkdir -p "$work"

python release/prepare_matrix.py "$data/bls/employment_matrix/nem2024_naics_x_ooh_top10_tidy.csv" \
  --crosswalks "$data/crosswalks" --national "$data/bls/oews_national" -o "$work/matrix_relations.csv"

ln -sf "$(realpath "$data/firms/us_listed_firms.parquet")" "$work/us_listed_firms.parquet"
cp release/us_listed_firms.parquet.source.json "$work/"
laborspace corpus build \
  --onet "$data/onet/db_30_text" --soc-structure "$data/crosswalks/SOC_Structure.csv" \
  --esco "$data/esco/v1.2.0" --naics "$data/naics/2022_NAICS_Descriptions.xlsx" \
  --bls "$data/bls/oews_national" --bls "$data/bls/oews_sector" \
  --firms "$work/us_listed_firms.parquet" --firm-where sic --firm-items sp500_2026 \
  --crosswalk "$data/crosswalks/esco_onet.csv" \
  --relations "$work/matrix_relations.csv" --allow-unknown -o "$work/corpus"

python benchmarks/holdout.py "$work/corpus" -o "$work/holdout.txt"
for recipe in raw release/raw-aliases.toml quick paper release; do
  name=$(basename "$recipe" .toml)
  laborspace build --recipe "$recipe" "$work/corpus" --hold-out "$work/holdout.txt" --no-map \
    --run "$work/runs/$name-twin" -o "$work/spaces/$name-twin"
done
python benchmarks/heldout.py --corpus "$work/corpus" --holdout "$work/holdout.txt" \
  --crosswalk "$data/crosswalks/esco_onet.csv" --firms "$data/firms/us_listed_firms.parquet" \
  raw="$work/spaces/raw-twin" raw+aliases="$work/spaces/raw-aliases-twin" \
  quick="$work/spaces/quick-twin" paper="$work/spaces/paper-twin" release="$work/spaces/release-twin" \
  -o benchmarks/results/heldout.csv
python benchmarks/correction.py --corpus "$work/corpus" --holdout "$work/holdout.txt" \
  "$work/spaces/release-twin" -o benchmarks/results/correction.csv

laborspace build --recipe release "$work/corpus" --vectors int8 \
  --run "$work/runs/release" -o src/laborspace/release
python benchmarks/curves.py "$work/runs/paper-twin" -o benchmarks/results/paper_curves.csv
python benchmarks/speed.py -o benchmarks/results/speed.csv
python benchmarks/report.py
python release/add_validation.py benchmarks/results/heldout.csv src/laborspace/release
