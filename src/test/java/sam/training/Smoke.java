package sam.training;
import java.nio.file.*; import java.util.*; import sam.llm.*; import sam.protocol.*;
class Smoke {
  public static void main(String[] a) throws Exception {
    long t0=System.nanoTime();
    try (var m = LoadedModel.open(Path.of(a[0]), List.of())) {
      System.out.println("open "+(System.nanoTime()-t0)/1e9);
      var s = TrainingSettings.defaults(Objective.SFT);
      var shape = new LoraShape(16, 2, ModelConfig.LINEARS, 0);
      int B=Integer.parseInt(a[1]), T=Integer.parseInt(a[2]), n=Integer.parseInt(a[3]);
      var r=new Random(1); var rows=new ArrayList<Row.Tokens>();
      for(int i=0;i<B;i++){ int l=T/2+r.nextInt(T); int[] ids=new int[l]; boolean[] tg=new boolean[l]; for(int k=0;k<l;k++){ids[k]=r.nextInt(m.config().vocabulary()); tg[k]=k>l/2;} rows.add(new Row.Tokens(ids,tg)); }
      try (var t = new LoraTrainer(m, shape, LoraTrainer.fresh(shape, m, 1))) {
        System.out.println("ready "+(System.nanoTime()-t0)/1e9);
        long tok=rows.stream().mapToInt(Row::tokens).sum();
        for(int k=1;k<=n;k++){ long q=System.nanoTime(); double l=t.sft(rows,k); double g=t.gradientNorm(); t.update(s,g,1e-3,k); double d=(System.nanoTime()-q)/1e9; if(k<4||k%(Math.max(1,n/5))==0) System.out.printf("%d loss %.5f norm %.5f %.1f ms %.0f tok/s%n",k,l,g,d*1e3,tok/d); }
      }
    }
  }
}
