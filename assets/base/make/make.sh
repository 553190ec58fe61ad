#!/bin/sh
# Makes the base from nothing: five readings of the village, each going on from the one before.
# $1: a folder to work in. The last reading's files are the base.
set -e
export OMP_WAIT_POLICY=PASSIVE
here=$(dirname "$0")
python "$here/pretrain.py" --steps 1200 --seed 7 --mix village --out "$1/1"
python "$here/pretrain.py" --steps 600 --seed 8 --mix linked --start "$1/1" --out "$1/2"
python "$here/pretrain.py" --steps 500 --seed 9 --mix bound --flat 0.2 --start "$1/2" --out "$1/3"
python "$here/pretrain.py" --steps 700 --seed 10 --mix talk --new-tokenizer --flat 0.4 --start "$1/3" --out "$1/4"
python "$here/pretrain.py" --steps 400 --seed 11 --mix whole --flat 0.2 --muon 0.015 --adam 2e-3 --start "$1/4" --out "$1/5"
